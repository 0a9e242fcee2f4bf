/// The total variation distance.
public enum TotalVariation {
    /// `sum |p - q| / 2`: the greatest difference of probability that any event has; a metric in 0...1.
    ///
    /// Evidently computes the same of categories, and reports the p-value of a permutation test in its stead.
    ///
    /// - Parameter shares: of both samples.
    /// - Returns: NaN where a sample is empty.
    public static func distance(_ shares: SharePair) -> Double {
        guard !shares.isEmpty else { return .nan }
        return min(1, zip(shares.reference, shares.current).reduce(0) { $0 + abs($1.0 - $1.1) } / 2)
    }
}
