/// The L-infinity distance.
public enum LInfinity {
    /// `max |p - q|`: by how much the share of the category differs that differs most; a metric in 0...1.
    ///
    /// NannyML computes the same of categories.
    ///
    /// - Parameter shares: of both samples.
    /// - Returns: NaN where a sample is empty.
    public static func distance(_ shares: SharePair) -> Double {
        guard !shares.isEmpty else { return .nan }
        return zip(shares.reference, shares.current).reduce(0) { max($0, abs($1.0 - $1.1)) }
    }
}
