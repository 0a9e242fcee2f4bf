/// The Mann-Whitney U test of whether one sample's numbers tend to be greater than the other's.
///
/// The statistic is `U`, in how many of the pairs of a number of each sample the first sample's is greater, ties counting
/// half; in 0...n m. Numbers agree with scipy.stats.mannwhitneyu. (Evidently calls that with the alternative `less`, which is
/// blind to numbers that fall.)
///
/// Sources: Mann and Whitney 1947 (Annals of Math. Stat. 18); the variance with ties as in Lehmann 1975, Nonparametrics, 1.2.
public enum MannWhitney {
    /// Compares two samples.
    ///
    /// - Parameters:
    ///   - a: in any order; what is not finite is dropped.
    ///   - b: likewise.
    ///   - alternative: what counts as extreme.
    ///   - method: automatic is exact if no numbers tie and a sample has at most 8 numbers.
    ///   - continuity: whether the normal approximation moves `U` by a half towards its mean.
    /// - Returns: ``TestResult/undefined`` where a sample is empty.
    public static func test(
        _ a: [Double],
        _ b: [Double],
        alternative: Alternative = .twoSided,
        method: PValueMethod = .automatic,
        continuity: Bool = true
    ) -> TestResult {
        self.test(
            sortedA: SortedSample.make(a),
            sortedB: SortedSample.make(b),
            alternative: alternative,
            method: method,
            continuity: continuity
        )
    }

    /// Compares two samples that are sorted already.
    ///
    /// Exact p-values take no account of ties. Where they would take more than 64 million steps, the p-value is asymptotic.
    ///
    /// - Parameters:
    ///   - sortedA: finite, ascending.
    ///   - sortedB: finite, ascending.
    ///   - alternative: what counts as extreme.
    ///   - method: automatic is exact if no numbers tie and a sample has at most 8 numbers.
    ///   - continuity: whether the normal approximation moves `U` by a half towards its mean.
    /// - Returns: ``TestResult/undefined`` where a sample is empty.
    /// - Complexity: O(n + m) without allocation, apart from exact p-values.
    public static func test(
        sortedA: [Double],
        sortedB: [Double],
        alternative: Alternative = .twoSided,
        method: PValueMethod = .automatic,
        continuity: Bool = true
    ) -> TestResult {
        guard !sortedA.isEmpty, !sortedB.isEmpty else { return .undefined }
        let n = Double(sortedA.count)
        let m = Double(sortedB.count)
        let (statistic, ties) = self.statistic(sortedA, sortedB)
        let (extreme, sides) =
            switch alternative {
            case .twoSided: (max(statistic, n * m - statistic), 2.0)
            case .greater: (statistic, 1.0)
            case .less: (n * m - statistic, 1.0)
            }
        let isExact =
            switch method {
            case .automatic: min(n, m) <= 8 && ties == 0
            case .exact: true
            case .asymptotic: false
            }
        if isExact, let survival = RankSumTable.survival(extreme, sortedA.count, sortedB.count) {
            return TestResult(statistic: statistic, pValue: min(1, sides * survival))
        }
        let total = n + m
        let deviation = (n * m / 12 * (total + 1 - ties / (total * (total - 1)))).squareRoot()
        let excess = extreme - n * m / 2 - (continuity ? 0.5 : 0)
        // If all numbers are equal, there is no deviation, and nothing that speaks for a difference.
        let survival = deviation > 0 ? Normal.survival(excess / deviation) : 1
        return TestResult(statistic: statistic, pValue: min(1, sides * survival))
    }

    /// `U` of the first sample, and `sum of t^3 - t` over the runs of `t` equal numbers.
    private static func statistic(_ a: [Double], _ b: [Double]) -> (u: Double, ties: Double) {
        var pairs = 0
        var ties = 0.0
        var below = 0
        for run in PooledRuns(a, b) {
            pairs += run.countA * (2 * below + run.countB)
            below += run.countB
            let count = run.countA + run.countB
            if count > 1 {
                let t = Double(count)
                ties += t * t * t - t
            }
        }
        return (Double(pairs) / 2, ties)
    }
}
