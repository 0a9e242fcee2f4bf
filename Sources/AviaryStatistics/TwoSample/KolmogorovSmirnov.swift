/// The two-sided two-sample Kolmogorov-Smirnov test of whether the samples are drawn from one continuous distribution.
///
/// The statistic is `D = max over x of |F(x) - G(x)|`, with the samples' empirical distributions; in 0...1. Ties between
/// samples are compared after all equal numbers of both; the p-values hold for continuous distributions and are too great
/// where numbers tie. Numbers agree with scipy.stats.ks_2samp.
///
/// Sources: Smirnov 1939; Hodges 1958, The significance probability of the Smirnov two-sample test.
public enum KolmogorovSmirnov {
    /// Compares two samples.
    ///
    /// - Parameters:
    ///   - a: in any order; what is not finite is dropped.
    ///   - b: likewise.
    ///   - method: automatic is exact while both samples have at most 10,000 numbers.
    /// - Returns: ``TestResult/undefined`` where a sample is empty.
    public static func test(_ a: [Double], _ b: [Double], method: PValueMethod = .automatic) -> TestResult {
        self.test(sortedA: SortedSample.make(a), sortedB: SortedSample.make(b), method: method)
    }

    /// Compares two samples that are sorted already.
    ///
    /// An exact p-value counts lattice paths in O(D n m) steps where the sizes differ. Beyond 16 million steps, where `D` is
    /// so great that it is below 1e-20 in any sizes of up to 10,000, it is computed asymptotically.
    ///
    /// - Parameters:
    ///   - sortedA: finite, ascending.
    ///   - sortedB: finite, ascending.
    ///   - method: automatic is exact while both samples have at most 10,000 numbers.
    /// - Returns: ``TestResult/undefined`` where a sample is empty.
    /// - Complexity: O(n + m) without allocation, apart from exact p-values.
    public static func test(
        sortedA: [Double],
        sortedB: [Double],
        method: PValueMethod = .automatic
    ) -> TestResult {
        guard !sortedA.isEmpty, !sortedB.isEmpty else { return .undefined }
        let (n, m) = (sortedA.count, sortedB.count)
        let distance = self.scaledDistance(sortedA, sortedB)
        let statistic = Double(distance) / (Double(n) * Double(m))
        let isExact =
            switch method {
            case .automatic: max(n, m) <= 10_000
            case .exact: true
            case .asymptotic: false
            }
        if isExact, let pValue = SmirnovPaths.pValue(distance: distance, n, m) {
            return TestResult(statistic: statistic, pValue: pValue)
        }
        let effective = Double(n) / Double(n + m) * Double(m)
        let count = max(1, Int(effective.rounded(.toNearestOrEven)))
        return TestResult(statistic: statistic, pValue: Kolmogorov.survival(statistic, count: count))
    }

    /// `n m D`, a whole number.
    private static func scaledDistance(_ a: [Double], _ b: [Double]) -> Int {
        let (n, m) = (a.count, b.count)
        var (i, j, greatest) = (0, 0, 0)
        while i < n, j < m {
            let value = min(a[i], b[j])
            while i < n, a[i] == value { i += 1 }
            while j < m, b[j] == value { j += 1 }
            greatest = max(greatest, abs(i * m - j * n))
        }
        return greatest
    }
}
