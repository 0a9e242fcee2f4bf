internal import AviaryControl
internal import AviaryStatistics
internal import AviaryTables

/// Compares two sides of a column, whose values are all there.
struct ColumnComparer: Sendable {
    let plan: DriftPlan

    /// A comparison, and what a plot of it shows.
    struct Outcome: Sendable {
        let comparison: ComparedColumn
        let picture: ColumnPicture?
    }

    /// Compares numbers.
    func numbers(_ name: String, _ reference: ColumnStore, _ current: ColumnStore) -> Outcome {
        let sorted = (SortedSample.make(reference.values), SortedSample.make(current.values))
        let sides = (
            ComparedColumn.Side(count: sorted.0.count, missing: reference.rows - sorted.0.count),
            ComparedColumn.Side(count: sorted.1.count, missing: current.rows - sorted.1.count)
        )
        let test = self.plan.test(
            for: .numbers,
            referenceCount: sorted.0.count,
            distinctCount: Self.fewDistinct(sorted.0, sorted.1)
        )
        let isEmpty = sorted.0.isEmpty || sorted.1.isEmpty
        let distance = isEmpty ? nil : DistributionDistance.numbers(sorted.0, sorted.1)
        return Outcome(
            comparison: ComparedColumn(
                name,
                .numbers,
                test,
                result: isEmpty ? .undefined : test.run(sortedReference: sorted.0, sortedCurrent: sorted.1),
                distance: distance ?? (sides.0.count == sides.1.count ? 0 : 1),
                reference: sides.0,
                current: sides.1
            ),
            picture: ColumnPicture(sortedReference: sorted.0, sortedCurrent: sorted.1)
        )
    }

    /// Compares words.
    func words(_ name: String, _ reference: ColumnStore, _ current: ColumnStore) -> Outcome {
        var (first, second) = (reference.words, current.words)
        if first.isBucketed || second.isBucketed { (first, second) = (first.bucketed, second.bucketed) }
        let counts = (
            Dictionary(first.all.map { ($0.word, $0.count) }, uniquingKeysWith: +),
            Dictionary(second.all.map { ($0.word, $0.count) }, uniquingKeysWith: +)
        )
        let aligned = TwoSampleTest.aligned(counts.0, counts.1)
        let test = self.plan.test(for: .categories, referenceCount: first.total, distinctCount: aligned.reference.count)
        let isEmpty = first.total == 0 || second.total == 0
        let distance = isEmpty ? nil : TotalVariation.distance(SharePair(counts: aligned.reference, aligned.current))
        return Outcome(
            comparison: ComparedColumn(
                name,
                .categories,
                test,
                result: isEmpty
                    ? .undefined : test.run(referenceCounts: aligned.reference, currentCounts: aligned.current),
                distance: distance ?? (first.total == second.total ? 0 : 1),
                reference: ComparedColumn.Side(count: first.total, missing: reference.missingWordCount),
                current: ComparedColumn.Side(count: second.total, missing: current.missingWordCount)
            ),
            picture: ColumnPicture(reference: counts.0, current: counts.1)
        )
    }

    /// How many distinct numbers there are, if at most 5.
    private static func fewDistinct(_ reference: [Double], _ current: [Double]) -> Int? {
        var distinct: Set<Double> = []
        for side in [reference, current] {
            var last = Double.nan
            for value in side where value != last {
                distinct.insert(value)
                if distinct.count > 5 { return nil }
                last = value
            }
        }
        return distinct.count
    }
}

/// How far two samples lie apart, for ranking.
enum DistributionDistance {
    /// The Kolmogorov-Smirnov distance.
    static func numbers(_ sortedReference: [Double], _ sortedCurrent: [Double]) -> Double {
        KolmogorovSmirnov.test(sortedA: sortedReference, sortedB: sortedCurrent, method: .asymptotic).statistic
    }
}
