internal import RealModule

/// The Kullback-Leibler divergence, or relative entropy.
public enum KullbackLeibler {
    /// `sum p log(p / q)` in nats, over the shares `p` of the reference and `q` of the current sample.
    ///
    /// At least 0, 0 for equal shares; not symmetrical.
    /// Zeros are replaced as Evidently replaces them (0.0001, or a millionth of the smallest share if that is not above
    /// 0.0001), and the shares then divided by their sums.
    /// Source: Kullback and Leibler 1951 (Annals of Math. Stat. 22).
    ///
    /// - Parameter shares: for numbers Evidently bins them by ``Binning/pooled``.
    /// - Returns: NaN where a sample is empty.
    public static func distance(_ shares: SharePair) -> Double {
        guard !shares.isEmpty else { return .nan }
        let (reference, current) = shares.withoutZeros
        let (sumP, sumQ) = (reference.reduce(0, +), current.reduce(0, +))
        let sum = zip(reference, current).reduce(0.0) { sum, pair in
            let (p, q) = (pair.0 / sumP, pair.1 / sumQ)
            return sum + p * Double.log(p / q)
        }
        return max(0, sum)
    }
}
