import AviaryControl
import AviaryStatistics
import AviaryTesting
import Testing

struct FeatureComparisonTests {
    private static let ofNumbers: [TwoSampleTest] = [
        .kolmogorovSmirnov, .cramerVonMises, .andersonDarling, .mannWhitney,
    ]

    /// What a feature of numbers is like.
    enum Shape: CaseIterable {
        case continuous
        /// Nearly all values are equal.
        case rare
        /// A few whole numbers.
        case whole

        func draw(_ random: inout Seeded) -> Double {
            let number = Double.random(in: 0..<1, using: &random)
            return switch self {
            case .continuous: number
            case .rare: number < 0.02 ? 1 : 0
            case .whole: (5 * number * number).rounded(.down)
            }
        }
    }

    private static func window(_ values: some Sequence<Double>) -> ColumnWindow {
        var window = ColumnWindow()
        for value in values { window.add(.number(value)) }
        return window
    }

    private static func window(_ words: [String: Int], missing: Int = 0) -> ColumnWindow {
        var window = ColumnWindow()
        for (word, count) in words { for _ in 0..<count { window.add(.category(word)) } }
        for _ in 0..<missing { window.add(.missing) }
        return window
    }

    // MARK: False alarms

    @Test(arguments: Self.ofNumbers, Shape.allCases)
    func `while nothing changes a test of numbers finds no more than its level says`(
        test: TwoSampleTest,
        shape: Shape
    ) throws {
        var random = Seeded(seed: 11)
        let windows = 2000
        var alarms = (atTwentieth: 0, atThousandth: 0)
        for index in 0..<windows {
            let known = ReferenceColumn(numbers: (0..<300).map { _ in shape.draw(&random) })
            let window = Self.window((0..<60).map { _ in shape.draw(&random) })
            let found = try #require(FeatureComparison(window, known, by: test, seed: UInt64(index)))
            if found.pValue <= 0.05 { alarms.atTwentieth += 1 }
            if found.pValue <= 0.001 { alarms.atThousandth += 1 }
        }
        // 100 and 2 are expected at most; 134 and 9 come with a probability below 0.001.
        #expect(alarms.atTwentieth <= 134)
        #expect(alarms.atThousandth <= 9)
    }

    @Test(arguments: Self.ofNumbers, Shape.allCases)
    func `what stands in for a summary makes no false alarms either`(test: TwoSampleTest, shape: Shape) throws {
        var random = Seeded(seed: 12)
        var alarms = (atTwentieth: 0, atThousandth: 0)
        for index in 0..<1000 {
            // So coarse that a rank may be wrong by a twentieth.
            var sketch = QuantileSketch(k: 40, seed: UInt64(index))
            for _ in 0..<3000 { sketch.add(shape.draw(&random)) }
            let window = Self.window((0..<200).map { _ in shape.draw(&random) })
            let known = ReferenceColumn(sketch: sketch, missing: 0)
            let found = try #require(FeatureComparison(window, known, by: test, seed: UInt64(index)))
            if found.pValue <= 0.05 { alarms.atTwentieth += 1 }
            if found.pValue <= 0.001 { alarms.atThousandth += 1 }
        }
        // 50 and 1 are expected at most; 74 and 6 come with a probability below 0.001.
        #expect(alarms.atTwentieth <= 74)
        #expect(alarms.atThousandth <= 6)
    }

    @Test func `no lot is drawn twice, so that an unlucky one does not last`() throws {
        let known = ReferenceColumn(numbers: (0..<4000).map { $0 < 40 ? 1 : 0 })
        let window = Self.window(Array(repeating: 0, count: 200))
        let alarms = try (0..<1000).count { seed in
            try #require(FeatureComparison(window, known, by: .mannWhitney, seed: UInt64(seed))).pValue <= 0.05
        }
        // 50 are expected; 80 and more come with a probability below 0.0001.
        #expect((1..<80).contains(alarms))
    }

    /// The probability that a window of 1000 is found to differ at a level, by exact summation over how often something
    /// occurs in it whose share is known.
    private static func alarmRate(share: Double, level: Double, _ pValue: (Int) throws -> Double) rethrows -> Double {
        var (rate, term) = (0.0, 1.0)
        for _ in 0..<1000 { term *= 1 - share }
        for count in 0..<1000 {
            if try pValue(count) <= level { rate += term }
            term *= Double(1000 - count) / Double(count + 1) * share / (1 - share)
            if Double(count) > 1000 * share + 1, term < 1e-15 { break }
        }
        return rate
    }

    @Test(arguments: [1e-6, 1e-4, 0.005, 0.02, 0.2], [0.01, 1e-4, 1e-6])
    func `a few missing values are no alarm where they are as rare as they were`(share: Double, level: Double) throws {
        let reference = ReferenceColumn(
            words: ["a": Int(1e6 * (1 - share))],
            missing: Int((1e6 * share).rounded())
        )
        let rate = try Self.alarmRate(share: share, level: level) { count in
            let window = Self.window(["a": 1000 - count], missing: count)
            return try #require(FeatureComparison(window, reference)).pValue
        }
        #expect(rate <= 1.05 * level)
    }

    @Test(
        arguments: [1e-6, 1e-4, 0.005, 0.006, 0.02, 0.2],
        [TwoSampleTest.chiSquare, .gTest]
    )
    func `a few rare words are no alarm where they are as rare as they were`(
        share: Double,
        test: TwoSampleTest
    ) throws {
        let rare = Int((1e6 * share).rounded())
        let reference = ReferenceColumn(words: ["a": 1_000_000 - rare, "b": rare])
        for level in [0.01, 1e-4, 1e-6] {
            let rate = try Self.alarmRate(share: share, level: level) { count in
                let window = Self.window(["a": 1000 - count, "b": count])
                return try #require(FeatureComparison(window, reference, by: test)).pValue
            }
            // Both tests are approximations.
            #expect(rate <= 1.5 * level)
        }
    }

    // MARK: What is found

    @Test(arguments: Self.ofNumbers)
    func `a test that is asked for is used, named, and sure of what is plain`(test: TwoSampleTest) throws {
        var random = Seeded(seed: 13)
        let numbers = (0..<5000).map { _ in Double.random(in: 0..<1, using: &random) }
        var sketch = QuantileSketch()
        for number in numbers { sketch.add(number) }
        let window = Self.window((0..<1000).map { _ in Double.random(in: 0.2..<1.2, using: &random) })
        for known in [ReferenceColumn(numbers: numbers), ReferenceColumn(sketch: sketch, missing: 0)] {
            let found = try #require(FeatureComparison(window, known, by: test))
            #expect(found.test == test.rawValue)
            #expect(found.pValue < 1e-12)
            #expect((0.15...0.25).contains(found.distance))
        }
    }

    @Test func `a test of the other kind, or a distance, leaves the usual one`() throws {
        let numbers = ReferenceColumn(numbers: (0..<100).map(Double.init))
        let window = Self.window((0..<100).map(Double.init))
        for test in [TwoSampleTest.gTest, .wasserstein] {
            #expect(try #require(FeatureComparison(window, numbers, by: test)).test == "ks")
        }
        let words = ReferenceColumn(words: ["a": 50, "b": 50])
        let present = Self.window(["a": 60, "b": 40])
        #expect(try #require(FeatureComparison(present, words, by: .andersonDarling)).test == "chi-square")
        #expect(try #require(FeatureComparison(present, words, by: .gTest)).test == "g-test")
    }

    @Test func `words that were never seen are found, however large the reference`() throws {
        let reference = ReferenceColumn(words: ["red": 1_000_000])
        let found = try #require(FeatureComparison(Self.window(["red": 980, "rde": 20]), reference))
        #expect(found.test == "rare")
        #expect(found.pValue < 1e-30)
    }
}
