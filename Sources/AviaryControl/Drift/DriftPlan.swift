package import AviaryStatistics

/// Which test looks at a column, and what its result means.
package struct DriftPlan: Sendable, Hashable {
    /// How p-values are adjusted for the number of columns.
    package enum Correction: String, Sendable, Hashable, CaseIterable {
        /// Not at all.
        case none
        /// Holm's: the probability that any column is called drifted falsely is at most the threshold.
        case holm
        /// Benjamini and Hochberg's: the share of false ones among those that are called drifted is at most the threshold
        /// on average; where no column has changed it promises what Holm's does.
        case benjaminiHochberg = "bh"
    }

    /// Tests to use in place of the sensible ones, for the kinds of columns that they take; the first that fits.
    package var tests: [TwoSampleTest]
    /// The threshold in place of the own one of each of ``tests``, or of every test where none is named: what is held against
    /// a distance says nothing of a p-value.
    package var threshold: Double?
    /// How p-values are adjusted.
    package var correction: Correction
    /// The share of drifted columns from which on the table as a whole has drifted, as in Evidently.
    package var share: Double

    /// Makes a plan.
    ///
    /// - Parameters:
    ///   - tests: in place of the sensible ones.
    ///   - threshold: in place of each test's own.
    ///   - correction: how p-values are adjusted.
    ///   - share: of drifted columns from which on the table has drifted.
    package init(
        tests: [TwoSampleTest] = [],
        threshold: Double? = nil,
        correction: Correction = .benjaminiHochberg,
        share: Double = 0.5
    ) {
        self.tests = tests
        self.threshold = threshold
        self.correction = correction
        self.share = share
    }

    /// The test for a column.
    ///
    /// - Parameters:
    ///   - kind: what it holds.
    ///   - referenceCount: how many values the reference has.
    ///   - distinctCount: how many distinct values both have; `nil` for many.
    /// - Returns: the one that was asked for, where it takes the kind, else ``TwoSampleTest/sensible(for:referenceCount:distinctCount:)``.
    package func test(for kind: TwoSampleTest.Kind, referenceCount: Int, distinctCount: Int? = nil) -> TwoSampleTest {
        self.tests.first { $0.kinds.contains(kind) }
            ?? .sensible(for: kind, referenceCount: referenceCount, distinctCount: distinctCount)
    }

    /// Says which columns have drifted.
    ///
    /// - Parameter comparisons: all columns that were looked at together: their p-values are one family.
    /// - Returns: the verdicts, in the order of ``ColumnDrift/precedes(_:)``.
    package func conclude(_ comparisons: [ComparedColumn]) -> TableDrift {
        let raw = comparisons.map { $0.test.outcome == .pValue ? $0.result.pValue ?? .nan : .nan }
        let adjusted =
            switch self.correction {
            case .none: raw
            case .holm: MultipleTests.holm(raw)
            case .benjaminiHochberg: MultipleTests.benjaminiHochberg(raw)
            }
        let columns = zip(comparisons, adjusted).map { comparison, pValue in
            let isMeant = self.tests.isEmpty || self.tests.contains(comparison.test)
            let threshold = (isMeant ? self.threshold : nil) ?? comparison.test.defaultThreshold
            return ColumnDrift(
                comparison,
                adjustedPValue: pValue.isNaN ? nil : pValue,
                threshold: threshold,
                verdict: Self.verdict(comparison, pValue, threshold)
            )
        }
        return TableDrift(columns: columns.sorted { $0.precedes($1) }, share: self.share)
    }

    private static func verdict(_ comparison: ComparedColumn, _ pValue: Double, _ threshold: Double) -> DriftVerdict {
        let result =
            comparison.test.outcome == .pValue
            ? TestResult(statistic: comparison.result.statistic, pValue: pValue.isNaN ? nil : pValue)
            : comparison.result
        guard result.isDefined, comparison.test.outcome == .distance || result.pValue != nil else { return .unknown }
        // The p-value of a copy is not 1 by every test, and a threshold may be any.
        guard comparison.distance > 0 else { return .steady }
        return comparison.test.isDrift(result, threshold: threshold) ? .drifted : .steady
    }
}
