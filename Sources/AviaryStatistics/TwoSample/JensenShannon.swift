internal import RealModule

/// The Jensen-Shannon distance.
public enum JensenShannon {
    /// `sqrt((KL(p, m) + KL(q, m)) / 2)`, with the mean `m` of the shares `p` and `q`; a metric, 0 for equal shares.
    ///
    /// Evidently takes natural logarithms and ``Binning/pooled`` (at most `sqrt(log 2)` = 0.8326), NannyML base 2 and
    /// ``Binning/reference`` (at most 1). Source: Endres and Schindelin 2003 (IEEE Trans. Information Theory 49).
    ///
    /// - Parameters:
    ///   - shares: of both samples; nothing replaces zeros.
    ///   - base: of the logarithm, above 1; `nil` for e.
    /// - Returns: NaN where a sample is empty.
    public static func distance(_ shares: SharePair, base: Double? = nil) -> Double {
        guard !shares.isEmpty else { return .nan }
        let sum = zip(shares.reference, shares.current).reduce(0.0) { sum, pair in
            let mean = (pair.0 + pair.1) / 2
            return sum + self.term(pair.0, mean) + self.term(pair.1, mean)
        }
        return (max(0, sum) / 2 / (base.map { Double.log($0) } ?? 1)).squareRoot()
    }

    private static func term(_ share: Double, _ mean: Double) -> Double {
        share > 0 ? share * Double.log(share / mean) : 0
    }
}
