/// Pearson's chi-square test of whether two samples have the same shares of categories.
///
/// Source: Pearson 1900 (Philosophical Magazine 50); the correction for two categories by Yates 1934.
public enum ChiSquare {
    /// Compares two samples, both of which are random (test of homogeneity).
    ///
    /// The statistic is `sum (O - E)^2 / E` over both samples and all categories, with the mean share of both for the expected
    /// `E`; the p-value is asymptotic, with one degree of freedom less than categories. Numbers agree with
    /// scipy.stats.chi2_contingency, as NannyML calls it.
    ///
    /// - Parameters:
    ///   - a: how often each category occurs, at least 0.
    ///   - b: likewise, in the same order and as long. Categories that occur in neither are ignored.
    ///   - correction: whether, if there are two categories, what is observed moves by up to a half towards what is expected.
    /// - Returns: ``TestResult/undefined`` where a sample is empty; with a single category a statistic of 0, a p-value of 1.
    public static func test(_ a: [Int], _ b: [Int], correction: Bool = true) -> TestResult {
        let table = ContingencyTable(a, b)
        guard table.isComparable else { return .undefined }
        let statistic = table.sum(correcting: correction) { ($0 - $1) * ($0 - $1) / $1 }
        return TestResult(statistic: statistic, pValue: ChiSquared.survival(statistic, degrees: table.degrees))
    }

    /// Compares a sample with shares that are taken for the truth (test of fit).
    ///
    /// The statistic is `sum (O - E)^2 / E` with the reference's counts, scaled to the sample's size, for the expected `E`.
    /// This is Evidently's chi-square test. Where the reference is itself a sample of about the same size, it rejects more
    /// often than its level says: then ``test(_:_:correction:)`` is the test to use.
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
        let statistic = table.columns.reduce(0.0) { sum, column in
            let expected = column.b * scale
            return sum + (column.a - expected) * (column.a - expected) / expected
        }
        return TestResult(statistic: statistic, pValue: ChiSquared.survival(statistic, degrees: table.degrees))
    }
}
