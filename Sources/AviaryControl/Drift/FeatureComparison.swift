package import AviaryStatistics

/// How one feature's present values differ from what they were.
package struct FeatureComparison: Sendable, Hashable {
    /// The test that told it, by the name that people type; `rare` where words that are rare together are more or fewer,
    /// `missing` where missing values are, and `reconstruction` where columns hang together otherwise.
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
    /// Numbers are compared by Kolmogorov and Smirnov's test, words by Pearson's chi-square, words of which too few are
    /// expected for that (put together) and missing values by Fisher's exact test. So a feature has up to three chances to
    /// differ, and the smallest p-value is taken as many times (Bonferroni).
    ///
    /// A p-value is never too small, also where it is very small: windows that come fast are tested at levels of a millionth.
    /// - Numbers that tie are put into an order by lot for all tests but Kolmogorov and Smirnov's, which errs on the safe side.
    /// - Anderson and Darling's p-value goes on below its table.
    /// - Pearson's chi-square is too small far above what is expected of a word, the likelihood ratio (G) far below: the
    ///   greater of both p-values counts, whichever of the two is asked for.
    /// - Where the reference is a summary, what it may be wrong by is taken off Kolmogorov and Smirnov's distance; for the
    ///   others ``QuantileSketch/standIn(atMost:)`` stands in for the reference.
    ///
    /// - Parameters:
    ///   - window: the present values.
    ///   - reference: what they were; `nil` where there is too little to compare, or one has numbers and the other words.
    ///   - test: one with a p-value, in place of the usual one for the kind of values that it takes.
    ///   - seed: decides the lot where numbers tie; another one for each window.
    /// - Complexity: O(n log n + m), n present values, m numbers in the reference.
    package init?(_ window: ColumnWindow, _ reference: ReferenceColumn, by test: TwoSampleTest? = nil, seed: UInt64 = 0)
    {
        let test = test?.outcome == .pValue ? test : nil
        let values: [FeatureComparison?] =
            switch reference.values {
            case .numbers(let known): [Self.numbers(window.numbers, known, test, seed)]
            case .sketch(let known): [Self.numbers(window.numbers, known, test, seed)]
            case .words(let known): Self.words(window.words, known, test)
            }
        let chances = (values + [Self.missing(window, reference)]).compactMap { $0 }
        guard let most = chances.min(by: { $0.pValue < $1.pValue }) else { return nil }
        self.init(
            test: most.test,
            statistic: most.statistic,
            pValue: min(1, Double(chances.count) * most.pValue),
            distance: chances.reduce(0) { max($0, $1.distance) }
        )
    }

    /// Says what another test found.
    init(test: String, statistic: Double, pValue: Double, distance: Double) {
        self.test = test
        self.statistic = statistic
        self.pValue = pValue
        self.distance = distance
    }

    // MARK: Numbers

    private static func numbers(
        _ present: [Double],
        _ known: [Double],
        _ test: TwoSampleTest?,
        _ seed: UInt64
    ) -> FeatureComparison? {
        guard present.count >= Self.fewest, known.count >= Self.fewest else { return nil }
        let present = SortedSample.make(present)
        // Counting paths is worth its time while there are few.
        let isSmall = present.count * known.count <= Self.exactly
        let smirnov = KolmogorovSmirnov.test(
            sortedA: present,
            sortedB: known,
            method: isSmall ? .exact : .asymptotic
        )
        if let test, let found = Self.ranked(test, present, known, seed) {
            return Self.found(test, found, distance: smirnov.statistic)
        }
        return Self.found(.kolmogorovSmirnov, smirnov, distance: smirnov.statistic)
    }

    private static func numbers(
        _ present: [Double],
        _ known: QuantileSketch,
        _ test: TwoSampleTest?,
        _ seed: UInt64
    ) -> FeatureComparison? {
        guard present.count >= Self.fewest, known.count >= Self.fewest else { return nil }
        let present = SortedSample.make(present)
        let distance = known.kolmogorovSmirnov(sorted: present)
        guard distance.isFinite else { return nil }
        if let test, let found = Self.ranked(test, present, known.standIn(), seed) {
            return Self.found(test, found, distance: distance)
        }
        let (n, m) = (Double(present.count), Double(known.count))
        let count = max(1, Int((n / (n + m) * m).rounded()))
        let pValue = Kolmogorov.survival(max(0, distance - known.rankError), count: count)
        return Self.found(
            .kolmogorovSmirnov,
            TestResult(statistic: distance, pValue: pValue),
            distance: distance
        )
    }

    /// A test of ranks; `nil` for any other.
    private static func ranked(
        _ test: TwoSampleTest,
        _ present: [Double],
        _ known: [Double],
        _ seed: UInt64
    ) -> TestResult? {
        guard [.cramerVonMises, .andersonDarling, .mannWhitney].contains(test), let first = present.first else {
            return nil
        }
        // Where all numbers are equal nothing can speak for a change, and a lot should not.
        if first == present.last, first == known.first, first == known.last {
            return TestResult(statistic: 0, pValue: 1)
        }
        let ranks = BrokenTies(present, known, seed: seed)
        return switch test {
        case .andersonDarling: AndersonDarling.test(sorted: [ranks.first, ranks.second], isTailed: true)
        case .mannWhitney: MannWhitney.test(sortedA: ranks.first, sortedB: ranks.second)
        default: CramerVonMises.test(sortedA: ranks.first, sortedB: ranks.second)
        }
    }

    private static func found(_ test: TwoSampleTest, _ result: TestResult, distance: Double) -> FeatureComparison? {
        result.pValue.map {
            FeatureComparison(test: test.rawValue, statistic: result.statistic, pValue: $0, distance: distance)
        }
    }

    // MARK: Words and missing values

    private static func words(
        _ present: [String: Int],
        _ known: [String: Int],
        _ test: TwoSampleTest?
    ) -> [FeatureComparison?] {
        let (n, m) = (present.values.reduce(0, +), known.values.reduce(0, +))
        guard n >= Self.fewest, m >= Self.fewest else { return [] }
        let counts = TwoSampleTest.aligned(known, present)
        let apart = TotalVariation.distance(SharePair(counts: counts.reference, counts.current))
        let share = Double(min(n, m)) / Double(n + m)
        var (rows, rare) = ([(Int, Int)](), (0, 0))
        for (one, other) in zip(counts.current, counts.reference) {
            if Self.isFrequent(one + other, share) {
                rows.append((one, other))
            } else {
                rare = (rare.0 + one, rare.1 + other)
            }
        }
        var chances: [FeatureComparison?] = []
        if Self.isFrequent(rare.0 + rare.1, share) {
            rows.append(rare)
        } else if rare != (0, 0) {
            let found = FisherExact.test(rare.0, of: n, rare.1, of: m)
            chances.append(
                found.pValue.map {
                    FeatureComparison(test: "rare", statistic: found.statistic, pValue: $0, distance: apart)
                }
            )
        }
        if rows.count > 1 || chances.isEmpty {
            chances.append(Self.frequent(rows, test == .gTest ? .gTest : .chiSquare, distance: apart))
        }
        return chances
    }

    /// Cochran's rule: at least 5 are expected in each cell.
    private static func isFrequent(_ count: Int, _ share: Double) -> Bool { share * Double(count) >= 5 }

    private static func frequent(
        _ rows: [(Int, Int)],
        _ test: TwoSampleTest,
        distance: Double
    ) -> FeatureComparison? {
        let (present, known) = (rows.map(\.0), rows.map(\.1))
        let pearson = ChiSquare.test(present, known, correction: false)
        let ratio = GTest.test(present, known, correction: false)
        guard let one = pearson.pValue, let other = ratio.pValue else { return nil }
        let statistic = test == .gTest ? ratio.statistic : pearson.statistic
        return Self.found(test, TestResult(statistic: statistic, pValue: max(one, other)), distance: distance)
    }

    private static func missing(_ window: ColumnWindow, _ reference: ReferenceColumn) -> FeatureComparison? {
        let (n, m) = (window.count + window.missing, reference.count + reference.missing)
        guard n >= Self.fewest, m >= Self.fewest, window.missing + reference.missing > 0 else { return nil }
        let found = FisherExact.test(window.missing, of: n, reference.missing, of: m)
        return found.pValue.map {
            FeatureComparison(test: "missing", statistic: found.statistic, pValue: $0, distance: found.statistic)
        }
    }
}
