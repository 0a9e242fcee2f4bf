/// The non-decreasing function that is nearest to some points in squared error.
///
/// Points with the same x are averaged first; neighbours that decrease are then pooled into their mean until none do (the
/// pool-adjacent-violators algorithm). Between the points it is linear, and beyond them constant. This is scikit-learn's
/// IsotonicRegression with `out_of_bounds="clip"`. Source: Ayer, Brunk, Ewing, Reid and Silverman 1955 (Annals of
/// Mathematical Statistics 26); for calibration Zadrozny and Elkan 2002 (KDD).
public struct IsotonicRegression: Sendable, Hashable {
    /// Where the function bends, ascending; the first and the last are the lowest and the highest x seen.
    public let thresholds: [Double]
    /// The function at the thresholds, never decreasing.
    public let values: [Double]

    private struct Pool {
        var mean: Double
        var weight: Double
        var points: Int
    }

    /// Fits the function.
    ///
    /// It is `nil` without points, or if the counts differ or a number is not finite.
    ///
    /// - Parameters:
    ///   - x: finite; those that lie less than 1e-15 above the first of them count as equal, as in scikit-learn.
    ///   - y: finite, as many; with labels 0 and 1 the function is a probability.
    /// - Complexity: O(n log n).
    public init?(x: [Double], y: [Double]) {
        guard !x.isEmpty, x.count == y.count, x.allSatisfy(\.isFinite), y.allSatisfy(\.isFinite) else { return nil }
        let points = Self.distinct(x: x, y: y)
        let fitted = Self.pooled(points)
        var thresholds: [Double] = []
        var values: [Double] = []
        for (index, value) in fitted.enumerated() {
            let isInner = index > 0 && index < fitted.count - 1
            if isInner && fitted[index - 1] == value && fitted[index + 1] == value { continue }
            thresholds.append(points[index].x)
            values.append(value)
        }
        self.thresholds = thresholds
        self.values = values
    }

    /// The function at a place.
    ///
    /// - Parameter x: below the lowest or above the highest x seen, the function there is taken; NaN gives NaN.
    /// - Returns: a number between the first and the last of `values`.
    /// - Complexity: O(log n).
    public func value(at x: Double) -> Double {
        guard !x.isNaN else { return .nan }
        let last = self.thresholds.count - 1
        guard x > self.thresholds[0] else { return self.values[0] }
        guard x < self.thresholds[last] else { return self.values[last] }
        var low = 0
        var high = last
        while high - low > 1 {
            let middle = (low + high) / 2
            if self.thresholds[middle] < x { low = middle } else { high = middle }
        }
        let (left, right) = (self.thresholds[low], self.thresholds[high])
        let slope = (self.values[high] - self.values[low]) / (right - left)
        return slope * (x - left) + self.values[low]
    }

    /// One point for each x, with the mean of its y and the count of them, ascending.
    private static func distinct(x: [Double], y: [Double]) -> [(x: Double, pool: Pool)] {
        let order = x.indices.sorted { (x[$0], y[$0]) < (x[$1], y[$1]) }
        var points: [(x: Double, pool: Pool)] = []
        var sum = 0.0
        for index in order {
            if let last = points.last, x[index] - last.x < 1e-15 {
                sum += y[index]
                let count = last.pool.weight + 1
                points[points.count - 1].pool = Pool(mean: sum / count, weight: count, points: 1)
            } else {
                sum = y[index]
                points.append((x[index], Pool(mean: sum, weight: 1, points: 1)))
            }
        }
        return points
    }

    /// The fit at each point.
    private static func pooled(_ points: [(x: Double, pool: Pool)]) -> [Double] {
        var pools: [Pool] = []
        for point in points {
            var pool = point.pool
            while let before = pools.last, before.mean >= pool.mean {
                pools.removeLast()
                let weight = before.weight + pool.weight
                let mean = (before.mean * before.weight + pool.mean * pool.weight) / weight
                pool = Pool(mean: mean, weight: weight, points: before.points + pool.points)
            }
            pools.append(pool)
        }
        return pools.flatMap { Array(repeating: $0.mean, count: $0.points) }
    }
}
