/// Cramer's V: how strongly the category depends on which of two samples a row comes from.
public enum CramersV {
    /// `sqrt(X / N)` with the chi-square statistic `X` of homogeneity without correction, and `N` rows in all; in 0...1, 0 for
    /// equal shares, 1 for samples that share no category.
    ///
    /// Agrees with scipy.stats.contingency.association(method: cramer). No bias correction.
    /// Source: Cramer 1946, Mathematical Methods of Statistics, 21.9.
    ///
    /// - Parameters:
    ///   - a: how often each category occurs, at least 0.
    ///   - b: likewise, in the same order and as long. Categories that occur in neither are ignored.
    /// - Returns: NaN where a sample is empty.
    public static func distance(_ a: [Int], _ b: [Int]) -> Double {
        let result = ChiSquare.test(a, b, correction: false)
        guard result.isDefined else { return .nan }
        return min(1, (result.statistic / Double(a.reduce(0, +) + b.reduce(0, +))).squareRoot())
    }
}
