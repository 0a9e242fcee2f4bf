internal import AviaryStatistics

/// How one feature's present values differ from what they were.
package struct FeatureComparison: Sendable, Hashable {
    /// The test that told it: `ks` or `chi-square`, `missing` where more or fewer values are missing, or `reconstruction`
    /// where columns hang together otherwise.
    package let test: String
    /// What the test found.
    package let statistic: Double
    /// How likely at least as much is where nothing has changed.
    package let pValue: Double
    /// How far apart both are, 0...1: the greatest difference of the distribution functions, or the total variation.
    package let distance: Double

    /// The fewest values that are compared.
    package static let fewest = 20
    /// The most pairs of values for which a p-value is exact.
    private static let exactly = 100_000

    /// Compares the present values of a feature with its reference.
    ///
    /// Numbers are compared by Kolmogorov and Smirnov's test, words by Pearson's chi-square with rare ones put together,
    /// missing values by a chi-square of the two shares. A feature has two chances to differ, so the smaller of the two
    /// p-values is doubled (Bonferroni). Where the reference is a summary, what the summary may be wrong by is taken off the
    /// distance, so that the p-value is never too small.
    ///
    /// - Parameters:
    ///   - window: the present values.
    ///   - reference: what they were; `nil` where there is too little to compare, or one has numbers and the other words.
    /// - Complexity: O(n log n + m), n present values, m numbers in the reference.
    package init?(_ window: ColumnWindow, _ reference: ReferenceColumn) {
        let values: FeatureComparison? =
            switch reference.values {
            case .numbers(let known): Self.numbers(window.numbers, known)
            case .sketch(let known): Self.numbers(window.numbers, known)
            case .words(let known): Self.words(window.words, known)
            }
        let missing = Self.missing(window, reference)
        switch (values, missing) {
        case (nil, nil): return nil
        case (let found?, nil): self = found
        case (nil, let found?): self = found
        case (let one?, let other?):
            let smaller = one.pValue <= other.pValue ? one : other
            self.init(
                test: smaller.test,
                statistic: smaller.statistic,
                pValue: min(1, 2 * smaller.pValue),
                distance: max(one.distance, other.distance)
            )
        }
    }

    /// Says what another test found.
    init(test: String, statistic: Double, pValue: Double, distance: Double) {
        self.test = test
        self.statistic = statistic
        self.pValue = pValue
        self.distance = distance
    }

    private static func numbers(_ present: [Double], _ known: [Double]) -> FeatureComparison? {
        guard present.count >= Self.fewest, known.count >= Self.fewest else { return nil }
        // Counting paths is worth its time while there are few.
        let isSmall = present.count * known.count <= Self.exactly
        let found = KolmogorovSmirnov.test(
            sortedA: SortedSample.make(present),
            sortedB: known,
            method: isSmall ? .exact : .asymptotic
        )
        guard let pValue = found.pValue else { return nil }
        return FeatureComparison(test: "ks", statistic: found.statistic, pValue: pValue, distance: found.statistic)
    }

    private static func numbers(_ present: [Double], _ known: QuantileSketch) -> FeatureComparison? {
        guard present.count >= Self.fewest, known.count >= Self.fewest else { return nil }
        let distance = known.kolmogorovSmirnov(sorted: SortedSample.make(present))
        guard distance.isFinite else { return nil }
        let (n, m) = (Double(present.count), Double(known.count))
        let count = max(1, Int((n / (n + m) * m).rounded()))
        let pValue = Kolmogorov.survival(max(0, distance - known.rankError), count: count)
        return FeatureComparison(test: "ks", statistic: distance, pValue: pValue, distance: distance)
    }

    private static func words(_ present: [String: Int], _ known: [String: Int]) -> FeatureComparison? {
        let (n, m) = (present.values.reduce(0, +), known.values.reduce(0, +))
        guard n >= Self.fewest, m >= Self.fewest else { return nil }
        var (rows, rare, apart) = ([(Int, Int)](), (0, 0), 0.0)
        let share = Double(n) / Double(n + m)
        for word in Set(present.keys).union(known.keys).sorted() {
            let (one, other) = (present[word] ?? 0, known[word] ?? 0)
            apart += abs(Double(one) / Double(n) - Double(other) / Double(m)) / 2
            // Cochran's rule: at least 5 are expected in each cell, or the words are put together.
            let expected = min(share, 1 - share) * Double(one + other)
            if expected >= 5 { rows.append((one, other)) } else { rare = (rare.0 + one, rare.1 + other) }
        }
        if rare.0 + rare.1 > 0 { rows.append(rare) }
        guard rows.count > 1 else {
            return FeatureComparison(test: "chi-square", statistic: 0, pValue: 1, distance: apart)
        }
        let found = ChiSquare.test(rows.map(\.0), rows.map(\.1), correction: false)
        guard found.isDefined, let pValue = found.pValue else { return nil }
        return FeatureComparison(test: "chi-square", statistic: found.statistic, pValue: pValue, distance: apart)
    }

    private static func missing(_ window: ColumnWindow, _ reference: ReferenceColumn) -> FeatureComparison? {
        let (n, m) = (window.count + window.missing, reference.count + reference.missing)
        guard n >= Self.fewest, m >= Self.fewest, window.missing + reference.missing > 0 else { return nil }
        let found = ChiSquare.test(
            [window.missing, window.count],
            [reference.missing, reference.count],
            correction: true
        )
        guard found.isDefined, let pValue = found.pValue else { return nil }
        let apart = Double(window.missing) / Double(n) - Double(reference.missing) / Double(m)
        return FeatureComparison(
            test: "missing",
            statistic: found.statistic,
            pValue: pValue,
            distance: apart.magnitude
        )
    }
}
