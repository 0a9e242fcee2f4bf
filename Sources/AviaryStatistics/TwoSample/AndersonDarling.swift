internal import RealModule

/// The Anderson-Darling test of whether two or more samples are drawn from one distribution, continuous or not.
///
/// The statistic is `(A - (k - 1)) / sigma` with `A` by midranks: over the distinct values of the pooled sample of `N` numbers
/// and over the samples, `(N - 1) / N^2 sum l (N M - n B)^2 / (n (B (N - B) - N l / 4))`, where `l` is how many numbers equal
/// the value, `B` how many lie below it plus `l / 2`, `M` the like count in a sample of `n` numbers. `k - 1` and `sigma` are
/// `A`'s mean and standard deviation if all samples come from one distribution. Numbers agree with
/// scipy.stats.anderson_ksamp(variant: midrank), which is what Evidently calls.
///
/// Source: Scholz and Stephens 1987, K-sample Anderson-Darling tests (JASA 82, 918-924), formulas 4 and 7, table 1.
public enum AndersonDarling {
    /// Compares samples.
    ///
    /// - Parameter samples: at least two, each in any order; what is not finite is dropped.
    /// - Returns: see ``test(sorted:)``.
    public static func test(_ samples: [[Double]]) -> TestResult {
        self.test(sorted: samples.map(SortedSample.make))
    }

    /// Compares samples that are sorted already.
    ///
    /// The p-value is interpolated in a table of seven significance levels: a parabola in the statistic fits the levels'
    /// logarithms. So it never exceeds 0.25 nor falls below 0.001, even for equal samples.
    ///
    /// Below 0.001 it can go on as the tail of `A`'s limit does, which is that of the sum over `j` of
    /// `chi^2(k - 1) / (j (j + 1))`: the first term decides, so it falls as the probability that `chi^2(k - 1)` exceeds `2 A`
    /// (Zolotarev 1961, Theory of Probability and its Applications 6, 201-204).
    ///
    /// - Parameters:
    ///   - samples: at least two, each finite and ascending.
    ///   - isTailed: whether the p-value goes on below the table.
    /// - Returns: ``TestResult/undefined`` where a sample is empty, there are fewer than two samples, or fewer than 4 numbers
    ///   in all. If all numbers are equal, nothing can speak against equal distributions: the statistic is 0, the p-value 1.
    /// - Complexity: O(k N) without allocation for each number.
    public static func test(sorted samples: [[Double]], isTailed: Bool = false) -> TestResult {
        let total = samples.reduce(0) { $0 + $1.count }
        guard samples.count > 1, total > 3, samples.allSatisfy({ !$0.isEmpty }) else { return .undefined }
        let least = samples.compactMap(\.first).min()
        guard samples.compactMap(\.last).max() != least else { return TestResult(statistic: 0, pValue: 1) }
        let freedom = Double(samples.count - 1)
        let deviation = self.deviation(samples, total)
        let statistic = (self.midrankStatistic(samples, total) - freedom) / deviation
        var pValue = self.pValue(statistic, freedom: freedom)
        if isTailed, let last = self.points(freedom).last, statistic > last.x {
            func tail(_ x: Double) -> Double {
                ChiSquared.survival(2 * (x * deviation + freedom), degrees: freedom)
            }
            pValue *= tail(statistic) / tail(last.x)
        }
        return TestResult(statistic: statistic, pValue: pValue)
    }

    private static func midrankStatistic(_ samples: [[Double]], _ total: Int) -> Double {
        let n = Double(total)
        var positions = [Int](repeating: 0, count: samples.count)
        var counts = positions
        var sum = 0.0
        var below = 0
        while below < total {
            var value = Double.infinity
            for index in samples.indices where positions[index] < samples[index].count {
                value = min(value, samples[index][positions[index]])
            }
            var all = 0
            for index in samples.indices {
                let start = positions[index]
                var position = start
                while position < samples[index].count, samples[index][position] == value { position += 1 }
                positions[index] = position
                counts[index] = position - start
                all += position - start
            }
            let middle = Double(below) + Double(all) / 2
            let weight = Double(all) / (middle * (n - middle) - n * Double(all) / 4)
            for index in samples.indices {
                let size = Double(samples[index].count)
                let rank = Double(positions[index]) - Double(counts[index]) / 2
                let difference = n * rank - middle * size
                sum += weight * difference * difference / size
            }
            below += all
        }
        return sum / n * (n - 1) / n
    }

    /// Formula 4: the standard deviation if all samples come from one distribution.
    private static func deviation(_ samples: [[Double]], _ total: Int) -> Double {
        let n = Double(total)
        let k = Double(samples.count)
        let inverses = samples.reduce(0.0) { $0 + 1 / Double($1.count) }
        var harmonic = 0.0
        var g = 0.0
        // sum over i < j < N of 1 / ((N - i) j).
        for i in 1...total - 2 {
            harmonic += 1 / Double(total - i)
            g += harmonic / Double(i + 1)
        }
        let h = harmonic + 1
        let a = (4 * g - 6) * (k - 1) + (10 - 6 * g) * inverses
        let b = (2 * g - 4) * k * k + 8 * h * k + (2 * g - 14 * h - 4) * inverses - 8 * h + 4 * g - 6
        let c = (6 * h + 2 * g - 2) * k * k + (4 * h - 4 * g + 6) * k + (2 * h - 6) * inverses + 4 * h
        let d = (2 * h + 6) * k * k - 4 * h * k
        let variance = (((a * n + b) * n + c) * n + d) / ((n - 1) * (n - 2) * (n - 3))
        return variance.squareRoot()
    }

    /// Significance levels, and the coefficients of their critical values `b0 + b1 / sqrt m + b2 / m` (table 2).
    private static let table: [(level: Double, b0: Double, b1: Double, b2: Double)] = [
        (0.25, 0.675, -0.245, -0.105), (0.1, 1.281, 0.25, -0.305), (0.05, 1.645, 0.678, -0.362),
        (0.025, 1.96, 1.149, -0.391), (0.01, 2.326, 1.822, -0.396), (0.005, 2.573, 2.364, -0.345),
        (0.001, 3.085, 3.615, -0.154),
    ]

    /// The critical values, and their levels' logarithms.
    private static func points(_ m: Double) -> [(x: Double, y: Double)] {
        self.table.map { ($0.b0 + $0.b1 / m.squareRoot() + $0.b2 / m, Double.log($0.level)) }
    }

    private static func pValue(_ statistic: Double, freedom m: Double) -> Double {
        let points = self.points(m)
        guard let first = points.first, let last = points.last else { return .nan }
        if statistic < first.x { return self.table[0].level }
        if statistic > last.x { return self.table[self.table.count - 1].level }
        return Double.exp(self.parabola(through: points, at: statistic))
    }

    /// The least-squares parabola's value, by polynomials that are orthogonal over the points.
    private static func parabola(through points: [(x: Double, y: Double)], at x: Double) -> Double {
        let count = Double(points.count)
        let center = points.reduce(0) { $0 + $1.x } / count
        let squares = points.reduce(0) { $0 + ($1.x - center) * ($1.x - center) }
        let skew = points.reduce(0) { $0 + ($1.x - center) * ($1.x - center) * ($1.x - center) } / squares
        func second(_ x: Double) -> Double { (x - center) * (x - center) - skew * (x - center) - squares / count }
        let mean = points.reduce(0) { $0 + $1.y } / count
        let slope = points.reduce(0) { $0 + ($1.x - center) * $1.y } / squares
        let norm = points.reduce(0) { $0 + second($1.x) * second($1.x) }
        let bend = points.reduce(0) { $0 + second($1.x) * $1.y } / norm
        return mean + slope * (x - center) + bend * second(x)
    }
}
