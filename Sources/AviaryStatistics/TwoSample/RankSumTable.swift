/// The exact distribution of the Mann-Whitney statistic without ties.
enum RankSumTable {
    /// More would take longer than some tenths of a second.
    private static let affordableSteps = 64e6

    /// The probability of a `U` of at least `statistic`; `nil` where it is not affordable.
    ///
    /// Of all `binom(n + m, n)` orders, as many have a given `U` as the Gaussian binomial coefficient has in that power of
    /// its variable: the product over d in 1...n of `(1 - q^(m + d)) / (1 - q^d)`, which is multiplied out up to the
    /// smaller tail (Mann and Whitney 1947; Di Bucchianico 1999).
    ///
    /// - Parameters:
    ///   - statistic: in 0...n m; a half, which comes from ties, is rounded down.
    ///   - n: the first sample's size, at least 1.
    ///   - m: the second sample's size, at least 1.
    /// - Returns: in 0...1.
    /// - Complexity: O(min(n, m) * min(U, n m - U)).
    static func survival(_ statistic: Double, _ n: Int, _ m: Int) -> Double? {
        let (small, large) = (min(n, m), max(n, m))
        let (pairs, overflow) = n.multipliedReportingOverflow(by: m)
        guard !overflow else { return nil }
        let u = Int(statistic)
        // The distribution is symmetrical: the upper tail from u is the lower one up to n m - u.
        let isUpper = u >= pairs - u
        let last = isUpper ? pairs - u : u - 1
        guard last >= 0 else { return 1 }
        guard Double(small) * Double(last + 1) <= self.affordableSteps else { return nil }
        var counts = [Double](repeating: 0, count: last + 1)
        counts[0] = 1
        var total = 1.0
        for d in 1...small {
            total *= Double(large + d) / Double(d)
            if large + d <= last {
                for k in stride(from: last, through: large + d, by: -1) { counts[k] -= counts[k - large - d] }
            }
            if d <= last {
                for k in d...last { counts[k] += counts[k - d] }
            }
        }
        guard total.isFinite else { return nil }
        let share = counts.reduce(0, +) / total
        return min(1, max(0, isUpper ? share : 1 - share))
    }
}
