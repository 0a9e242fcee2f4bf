internal import RealModule

/// The G-test, which compares shares of categories by the ratio of likelihoods.
///
/// Source: Wilks 1938 (Annals of Math. Stat. 9); Sokal and Rohlf, Biometry.
public enum GTest {
    /// Compares two samples, both of which are random (test of homogeneity).
    ///
    /// The statistic is `2 sum O log(O / E)` over both samples and all categories, with the mean share of both for the
    /// expected `E` and natural logarithms; what does not occur adds 0. The p-value is asymptotic, with one degree of
    /// freedom less than categories. Numbers agree with scipy.stats.chi2_contingency(lambda_: log-likelihood).
    ///
    /// - Parameters:
    ///   - a: how often each category occurs, at least 0.
    ///   - b: likewise, in the same order and as long. Categories that occur in neither are ignored.
    ///   - correction: whether, if there are two categories, what is observed moves by up to a half towards what is expected.
    /// - Returns: ``TestResult/undefined`` where a sample is empty; with a single category a statistic of 0, a p-value of 1.
    public static func test(_ a: [Int], _ b: [Int], correction: Bool = true) -> TestResult {
        let table = ContingencyTable(a, b)
        guard table.isComparable else { return .undefined }
        let statistic = table.sum(correcting: correction) { self.term($0, $1) }
        return self.result(statistic, table)
    }

    /// Compares a sample with shares that are taken for the truth (test of fit).
    ///
    /// The statistic is `2 sum O log(O / E)` with the reference's counts, scaled to the sample's size, for the expected `E`.
    /// This is Evidently's G-test, which itself refuses samples of different sizes.
    ///
    /// - Parameters:
    ///   - sample: how often each category occurs, at least 0.
    ///   - reference: likewise, in the same order and as long. Categories that occur in neither are ignored.
    /// - Returns: ``TestResult/undefined`` where a sample is empty; a statistic of infinity and a p-value of 0 where a
    ///   category occurs that the reference lacks.
    public static func fit(_ sample: [Int], reference: [Int]) -> TestResult {
        let table = ContingencyTable(sample, reference)
        guard table.isComparable else { return .undefined }
        let scale = table.sumA / table.sumB
        return self.result(table.columns.reduce(0.0) { $0 + self.term($1.a, $1.b * scale) }, table)
    }

    private static func term(_ observed: Double, _ expected: Double) -> Double {
        observed > 0 ? 2 * observed * Double.log(observed / expected) : 0
    }

    /// Rounding may leave a statistic slightly below 0 where there is no difference.
    private static func result(_ statistic: Double, _ table: ContingencyTable) -> TestResult {
        let statistic = max(0, statistic)
        return TestResult(statistic: statistic, pValue: ChiSquared.survival(statistic, degrees: table.degrees))
    }
}
