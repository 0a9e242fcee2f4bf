extension TwoSampleTest {
    /// Compares two samples of numbers, with Evidently's conventions where it has any.
    ///
    /// Tests of categories take each distinct number for a category. L-infinity and total variation, which neither Evidently
    /// nor NannyML computes of numbers, use the bins of the population stability index.
    ///
    /// If all numbers of both samples are equal, nothing can speak for a drift, and the statistic is 0, the p-value 1. (The
    /// Cramer-von Mises statistic by itself rises with ties between samples of different sizes.)
    ///
    /// - Parameters:
    ///   - sortedReference: as ``SortedSample/make(_:)`` returns it: finite, ascending.
    ///   - sortedCurrent: likewise.
    /// - Returns: ``TestResult/undefined`` where a sample is too small.
    /// - Complexity: O(n + m), apart from exact p-values for small samples.
    public func run(sortedReference: [Double], sortedCurrent: [Double]) -> TestResult {
        if let value = sortedReference.first, value == sortedReference.last, value == sortedCurrent.first,
            value == sortedCurrent.last
        {
            return TestResult(statistic: 0, pValue: self.outcome == .pValue ? 1 : nil)
        }
        switch self {
        case .kolmogorovSmirnov: return KolmogorovSmirnov.test(sortedA: sortedReference, sortedB: sortedCurrent)
        case .cramerVonMises: return CramerVonMises.test(sortedA: sortedReference, sortedB: sortedCurrent)
        case .andersonDarling: return AndersonDarling.test(sorted: [sortedReference, sortedCurrent])
        case .mannWhitney: return MannWhitney.test(sortedA: sortedReference, sortedB: sortedCurrent)
        case .wasserstein:
            return TestResult(
                statistic: Wasserstein.normed(sortedReference: sortedReference, sortedCurrent: sortedCurrent)
            )
        case .energy:
            return TestResult(statistic: EnergyDistance.distance(sortedA: sortedReference, sortedB: sortedCurrent))
        case .chiSquare, .gTest, .cramersV:
            var counts: (reference: [Int], current: [Int]) = ([], [])
            for run in PooledRuns(sortedReference, sortedCurrent) {
                counts.reference.append(run.countA)
                counts.current.append(run.countB)
            }
            return self.run(referenceCounts: counts.reference, currentCounts: counts.current)
        case .populationStability, .jensenShannon, .hellinger, .kullbackLeibler, .lInfinity, .totalVariation:
            let binning: Binning = self == .hellinger ? .distinct : .pooled
            return self.distance(
                SharePair(sortedReference: sortedReference, sortedCurrent: sortedCurrent, binning: binning)
            )
        }
    }

    /// Compares two samples of categories, with Evidently's conventions where it has any; the chi-square and the G-test are
    /// those of homogeneity (``ChiSquare/test(_:_:correction:)``), with Yates' correction for two categories.
    ///
    /// - Parameters:
    ///   - referenceCounts: how often each category occurs, at least 0.
    ///   - currentCounts: likewise, in the same order and as long; ``aligned(_:_:)`` makes both.
    /// - Returns: ``TestResult/undefined`` where a sample is empty, and for tests that take numbers only.
    public func run(referenceCounts: [Int], currentCounts: [Int]) -> TestResult {
        precondition(referenceCounts.count == currentCounts.count, "both samples have the same categories")
        switch self {
        case .chiSquare: return ChiSquare.test(referenceCounts, currentCounts)
        case .gTest: return GTest.test(referenceCounts, currentCounts)
        case .cramersV: return TestResult(statistic: CramersV.distance(referenceCounts, currentCounts))
        case .populationStability, .jensenShannon, .hellinger, .kullbackLeibler, .lInfinity, .totalVariation:
            let occurring = zip(referenceCounts, currentCounts).filter { $0 + $1 > 0 }
            return self.distance(SharePair(counts: occurring.map(\.0), occurring.map(\.1)))
        case .kolmogorovSmirnov, .cramerVonMises, .andersonDarling, .mannWhitney, .wasserstein, .energy:
            return .undefined
        }
    }

    private func distance(_ shares: SharePair) -> TestResult {
        let distance: Double =
            switch self {
            case .populationStability: PopulationStability.distance(shares)
            case .jensenShannon: JensenShannon.distance(shares)
            case .hellinger: Hellinger.distance(shares)
            case .kullbackLeibler: KullbackLeibler.distance(shares)
            case .lInfinity: LInfinity.distance(shares)
            case .totalVariation: TotalVariation.distance(shares)
            case .kolmogorovSmirnov, .cramerVonMises, .andersonDarling, .mannWhitney, .wasserstein, .energy,
                .chiSquare, .gTest, .cramersV:
                .nan
            }
        return TestResult(statistic: distance)
    }

    /// Brings the counts of two samples into one order of categories, by name.
    ///
    /// - Parameters:
    ///   - reference: how often each category occurs.
    ///   - current: likewise.
    /// - Returns: counts of all categories of either, 0 where it does not occur.
    public static func aligned(
        _ reference: [String: Int],
        _ current: [String: Int]
    ) -> (reference: [Int], current: [Int]) {
        let names = Set(reference.keys).union(current.keys).sorted()
        return (names.map { reference[$0] ?? 0 }, names.map { current[$0] ?? 0 })
    }
}
