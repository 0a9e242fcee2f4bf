/// The exact distribution of the two-sample Cramer-von Mises statistic, for small samples without ties.
///
/// It follows all orders of the pooled sample at once, as lattice paths: `(a i - b j)^2`, summed over the points (i, j) of a
/// path, is the statistic in whole numbers; for each point it keeps how many paths lead to it with which sum.
///
/// Source: Xiao, Gordon and Yakovlev 2006, A C++ program for the Cramer-von Mises two-sample test (J. Stat. Software 17, 8).
enum CramerVonMisesTable {
    /// Beyond, the table grows too large.
    static let greatestSize = 20

    /// How many paths have which sum, sums ascending.
    private struct Frequencies {
        var sums: [Int] = []
        var counts: [Double] = []

        /// The paths of both, each with `amount` more.
        static func merged(_ first: Self, _ second: Self, adding amount: Int) -> Self {
            var result = Self()
            result.sums.reserveCapacity(first.sums.count + second.sums.count)
            result.counts.reserveCapacity(first.sums.count + second.sums.count)
            var (i, j) = (0, 0)
            while i < first.sums.count || j < second.sums.count {
                let left = i < first.sums.count ? first.sums[i] : Int.max
                let right = j < second.sums.count ? second.sums[j] : Int.max
                var count = 0.0
                if left <= right {
                    count += first.counts[i]
                    i += 1
                }
                if right <= left {
                    count += second.counts[j]
                    j += 1
                }
                result.sums.append(min(left, right) + amount)
                result.counts.append(count)
            }
            return result
        }
    }

    /// The probability of a statistic at least as great.
    ///
    /// - Parameters:
    ///   - numerator: `24 n m (n + m) T`, a whole number.
    ///   - n: the first sample's size, at most ``greatestSize``.
    ///   - m: the second sample's size, likewise.
    /// - Returns: in 0...1.
    static func pValue(numerator: Int, _ n: Int, _ m: Int) -> Double {
        let multiple = self.leastCommonMultiple(n, m)
        let (a, b) = (multiple / n, multiple / m)
        // The sum that belongs to T, rounded down where ties put it between two sums.
        let product = multiple * multiple * (n + m) * numerator
        let divisor = 24 * n * n * m * m
        let least = product >= 0 ? product / divisor : -((-product + divisor - 1) / divisor)
        var column = [Frequencies](repeating: Frequencies(), count: n + 1)
        for j in 0...m {
            var left = Frequencies()
            for i in 0...n {
                let isOrigin = i == 0 && j == 0
                let before = isOrigin ? Frequencies(sums: [0], counts: [1]) : column[i]
                let difference = a * i - b * j
                left = .merged(left, before, adding: difference * difference)
                column[i] = left
            }
        }
        let all = column[n]
        let extreme = zip(all.sums, all.counts).reduce(0.0) { $0 + ($1.0 >= least ? $1.1 : 0) }
        return min(1, extreme / all.counts.reduce(0, +))
    }

    private static func leastCommonMultiple(_ n: Int, _ m: Int) -> Int {
        var (a, b) = (n, m)
        while b != 0 { (a, b) = (b, a % b) }
        return n / a * m
    }
}
