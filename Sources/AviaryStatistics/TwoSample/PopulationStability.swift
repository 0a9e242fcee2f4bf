internal import RealModule

/// The population stability index, also known as Jeffreys' divergence.
public enum PopulationStability {
    /// `sum (p - q) log(p / q)` with natural logarithms, over the shares `p` of the reference and `q` of the current sample;
    /// at least 0, 0 for equal shares; below 0.1 by custom no, above 0.25 a great difference.
    ///
    /// Zeros are replaced as Evidently replaces them (0.0001, or a millionth of the smallest share if that is not above 0.0001).
    /// Source: Siddiqi 2006, Credit Risk Scorecards.
    ///
    /// - Parameter shares: for numbers Evidently bins them by ``Binning/pooled``.
    /// - Returns: NaN where a sample is empty.
    public static func distance(_ shares: SharePair) -> Double {
        guard !shares.isEmpty else { return .nan }
        let (reference, current) = shares.withoutZeros
        return zip(reference, current).reduce(0) { $0 + ($1.0 - $1.1) * Double.log($1.0 / $1.1) }
    }
}
