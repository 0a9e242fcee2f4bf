/// The Hellinger distance.
public enum Hellinger {
    /// `sqrt(sum (sqrt p - sqrt q)^2 / 2)`, equal to `sqrt(1 - sum sqrt(p q))`; a metric in 0...1, 0 for equal shares, 1 for
    /// shares that nowhere overlap.
    ///
    /// Evidently computes it with ``Binning/distinct``, NannyML with ``Binning/reference``. By the first form, equal shares
    /// have distance 0 without rounding. Source: Hellinger 1909; Le Cam and Yang 2000, Asymptotics in Statistics.
    ///
    /// - Parameter shares: of both samples.
    /// - Returns: NaN where a sample is empty.
    public static func distance(_ shares: SharePair) -> Double {
        guard !shares.isEmpty else { return .nan }
        let sum = zip(shares.reference, shares.current).reduce(0.0) { sum, pair in
            let difference = pair.0.squareRoot() - pair.1.squareRoot()
            return sum + difference * difference
        }
        return min(1, (sum / 2).squareRoot())
    }
}
