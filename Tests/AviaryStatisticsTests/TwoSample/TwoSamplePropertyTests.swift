import AviaryTesting
import RealModule
import Testing

@testable import AviaryStatistics

/// What holds of every two-sample test whatever the samples.
struct TwoSamplePropertyTests {
    private static let numeric = TwoSampleTest.allCases.filter { $0.kinds.contains(.numbers) }
    private static let categorical = TwoSampleTest.allCases.filter { $0.kinds.contains(.categories) }

    /// Of several shapes: smooth, with ties, of few values, with far outliers.
    private static func sample(_ count: Int, shape: Int, using random: inout Seeded) -> [Double] {
        (0..<count).map { _ in
            let uniform = Double.random(in: 0..<1, using: &random)
            switch shape % 4 {
            case 0: return uniform
            case 1: return (uniform * 12).rounded(.down)
            case 2: return uniform < 0.7 ? 0 : 1
            default: return Double.tan(.pi * (uniform - 0.5))
            }
        }
    }

    @Test(arguments: numeric)
    func `a copy never drifts, in any order`(test: TwoSampleTest) {
        var random = Seeded(seed: 1)
        for count in [1, 2, 3, 5, 20, 21, 150, 1500] {
            for shape in 0..<4 {
                let sample = Self.sample(count, shape: shape, using: &random)
                let result = test.run(
                    sortedReference: SortedSample.make(sample),
                    sortedCurrent: SortedSample.make(sample.shuffled(using: &random))
                )
                #expect(!test.isDrift(result, threshold: test.defaultThreshold))
                guard result.isDefined else { continue }
                switch test.outcome {
                case .distance:
                    #expect(result.statistic == 0)
                    #expect(!test.isDrift(result, threshold: 0))
                case .pValue where test == .andersonDarling: #expect((result.pValue ?? 0) >= 0.25)
                case .pValue: #expect((result.pValue ?? 0) >= 1 - 1e-12)
                }
            }
        }
    }

    @Test(arguments: numeric)
    func `numbers whose differences overflow break nothing, and a copy of them is no drift`(test: TwoSampleTest) {
        let huge = SortedSample.make((0..<40).map { Double.greatestFiniteMagnitude * (1 - Double($0) / 20) })
        let same = test.run(sortedReference: huge, sortedCurrent: huge)
        #expect(!test.isDrift(same, threshold: test.defaultThreshold))
        _ = test.run(sortedReference: huge, sortedCurrent: [0, 1])
        _ = test.run(sortedReference: [-1, 0, .leastNonzeroMagnitude], sortedCurrent: huge)
    }

    @Test(arguments: categorical)
    func `a copy of categories never drifts, nor a multiple of it`(test: TwoSampleTest) {
        for counts in [[7], [1, 1], [3, 0, 9], [500, 20, 1, 1]] {
            let same = test.run(referenceCounts: counts, currentCounts: counts)
            #expect(same.statistic == 0 && same.pValue ?? 1 == 1)
            let tenfold = test.run(referenceCounts: counts, currentCounts: counts.map { $0 * 10 })
            #expect(tenfold.statistic < 1e-7 && tenfold.pValue ?? 1 > 0.999)
            #expect(!test.isDrift(same, threshold: 0) && !test.isDrift(tenfold, threshold: test.defaultThreshold))
        }
    }

    @Test(arguments: numeric)
    func `what stays constant never drifts, whatever the sizes`(test: TwoSampleTest) {
        for (count, other) in [(1, 1), (30, 7), (1000, 333)] {
            let result = test.run(
                sortedReference: [Double](repeating: 4, count: count),
                sortedCurrent: [Double](repeating: 4, count: other)
            )
            #expect(result.statistic == 0 && result.pValue ?? 1 == 1)
        }
    }

    @Test(arguments: numeric)
    func `samples without common values drift`(test: TwoSampleTest) {
        var random = Seeded(seed: 2)
        let reference = SortedSample.make(Self.sample(200, shape: 0, using: &random))
        let current = SortedSample.make(Self.sample(150, shape: 0, using: &random).map { $0 + 5 })
        let result = test.run(sortedReference: reference, sortedCurrent: current)
        #expect(test.isDrift(result, threshold: test.defaultThreshold))
    }

    @Test(arguments: TwoSampleTest.allCases)
    func `too few values are neither drift nor a failure`(test: TwoSampleTest) {
        for (reference, current) in [([Double](), [Double]()), ([], [1]), ([2], [])] {
            let result = test.run(sortedReference: reference, sortedCurrent: current)
            #expect(!result.isDefined && result.pValue == nil && !test.isDrift(result, threshold: 0.5))
        }
        let none = test.run(referenceCounts: [0, 0], currentCounts: [3, 4])
        #expect(!none.isDefined && !test.isDrift(none, threshold: 0.5))
    }

    @Test(arguments: numeric.filter { $0 != .kullbackLeibler && $0 != .wasserstein })
    func `the order of the samples does not matter`(test: TwoSampleTest) {
        var random = Seeded(seed: 3)
        for shape in [0, 3] {
            let a = SortedSample.make(Self.sample(90, shape: shape, using: &random))
            let b = SortedSample.make(Self.sample(70, shape: shape, using: &random).map { $0 * 1.2 })
            let (there, back) = (
                test.run(sortedReference: a, sortedCurrent: b), test.run(sortedReference: b, sortedCurrent: a)
            )
            let mirrored = test == .mannWhitney ? 90 * 70 - back.statistic : back.statistic
            #expect(abs(there.statistic - mirrored) <= 1e-12 * max(1, there.statistic))
            #expect(abs((there.pValue ?? 0) - (back.pValue ?? 0)) <= 1e-12)
        }
    }

    @Test(
        arguments: [TwoSampleTest.kolmogorovSmirnov, .cramerVonMises, .mannWhitney],
        [(7, 8), (40, 33), (150, 120)]
    )
    func `p-values are uniform if nothing has changed`(test: TwoSampleTest, sizes: (Int, Int)) {
        var random = Seeded(seed: 4)
        let rounds = 1000
        var below = [0.05: 0, 0.25: 0, 0.5: 0, 0.75: 0]
        for _ in 0..<rounds {
            let a = SortedSample.make(Self.sample(sizes.0, shape: 0, using: &random))
            let b = SortedSample.make(Self.sample(sizes.1, shape: 0, using: &random))
            let pValue = test.run(sortedReference: a, sortedCurrent: b).pValue ?? .nan
            for level in below.keys where pValue <= level { below[level, default: 0] += 1 }
        }
        for (level, count) in below {
            // Four standard errors; p-values that come in steps are rarer than their level, by up to a step.
            let step = test == .kolmogorovSmirnov || sizes.0 < 20 ? 0.2 : 0.02
            let share = Double(count) / Double(rounds)
            let error = 4 * (level * (1 - level) / Double(rounds)).squareRoot()
            #expect(share <= level + error + 0.002, "\(level)")
            #expect(share >= level - error - step, "\(level)")
        }
    }

    @Test(arguments: [TwoSampleTest.chiSquare, .gTest])
    func `p-values of categories are uniform if nothing has changed`(test: TwoSampleTest) {
        var random = Seeded(seed: 5)
        func draw(_ count: Int) -> [Int] {
            var counts = [Int](repeating: 0, count: 6)
            for _ in 0..<count { counts[Int.random(in: 0..<6, using: &random)] += 1 }
            return counts
        }
        let pValues = (0..<2000).map { _ in
            test.run(referenceCounts: draw(300), currentCounts: draw(200)).pValue ?? .nan
        }
        for level in [0.05, 0.25, 0.5, 0.75] {
            let share = Double(pValues.count { $0 <= level }) / 2000
            #expect(abs(share - level) <= 4 * (level * (1 - level) / 2000).squareRoot() + 0.01, "\(level)")
        }
    }

    @Test func `Anderson and Darling's p-values keep their level, up to where their table ends`() {
        var random = Seeded(seed: 6)
        let pValues = (0..<1500).map { _ in
            let a = Self.sample(60, shape: 0, using: &random)
            return AndersonDarling.test([a, Self.sample(50, shape: 0, using: &random)]).pValue ?? .nan
        }
        for level in [0.01, 0.05, 0.1, 0.2] {
            let share = Double(pValues.count { $0 <= level }) / 1500
            #expect(abs(share - level) <= 4 * (level * (1 - level) / 1500).squareRoot(), "\(level)")
        }
        #expect(pValues.allSatisfy { $0 >= 0.001 && $0 <= 0.25 })
    }

    @Test func `the sensible test goes by kind, size and distinct values`() {
        #expect(TwoSampleTest.sensible(for: .numbers, referenceCount: 1000) == .kolmogorovSmirnov)
        #expect(TwoSampleTest.sensible(for: .numbers, referenceCount: 1001) == .wasserstein)
        #expect(TwoSampleTest.sensible(for: .numbers, referenceCount: 100, distinctCount: 5) == .chiSquare)
        #expect(TwoSampleTest.sensible(for: .categories, referenceCount: 100) == .chiSquare)
        #expect(TwoSampleTest.sensible(for: .categories, referenceCount: 5000) == .jensenShannon)
        // Few distinct numbers are the categories of such a test.
        let asNumbers = TwoSampleTest.chiSquare.run(sortedReference: [0, 0, 1, 1, 1], sortedCurrent: [0, 1, 1])
        #expect(asNumbers == TwoSampleTest.chiSquare.run(referenceCounts: [2, 3], currentCounts: [1, 2]))
        let aligned = TwoSampleTest.aligned(["b": 2, "a": 1], ["c": 5, "a": 3])
        #expect(aligned.reference == [1, 2, 0] && aligned.current == [3, 0, 5])
    }

    @Test func `exact and asymptotic p-values meet`() {
        var random = Seeded(seed: 7)
        for (n, m) in [(600, 400), (500, 500), (2000, 1500)] {
            let a = SortedSample.make(Self.sample(n, shape: 0, using: &random))
            let b = SortedSample.make(Self.sample(m, shape: 0, using: &random).map { $0 * 0.97 })
            let exact = KolmogorovSmirnov.test(sortedA: a, sortedB: b, method: .exact).pValue ?? .nan
            let asymptotic = KolmogorovSmirnov.test(sortedA: a, sortedB: b, method: .asymptotic).pValue ?? .nan
            #expect(abs(exact - asymptotic) < 0.02)
        }
        let a = SortedSample.make(Self.sample(200, shape: 0, using: &random))
        let b = SortedSample.make(Self.sample(150, shape: 0, using: &random).map { $0 + 0.03 })
        let exact = MannWhitney.test(sortedA: a, sortedB: b, method: .exact).pValue ?? .nan
        let asymptotic = MannWhitney.test(sortedA: a, sortedB: b, method: .asymptotic).pValue ?? .nan
        #expect(abs(exact - asymptotic) < 1e-3)
    }

    @Test func `the distance at which a tail begins is seamless`() {
        for x in [1.4999, 1.5001] {
            let tail = CramerVonMisesLimit.survival(x)
            #expect(abs(tail - CramerVonMisesLimit.survival(1.5)) < 1e-6 && tail > 1e-5)
        }
        // Critical values of Anderson and Darling 1952, table 1.
        #expect(abs(CramerVonMisesLimit.survival(0.46136) - 0.05) < 1e-5)
        #expect(abs(CramerVonMisesLimit.survival(1.16786) - 0.001) < 1e-6)
        let far = CramerVonMisesLimit.survival(40)
        #expect(far > 0 && far < 1e-80)
    }
}
