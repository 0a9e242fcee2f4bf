import AviaryStatistics
import AviaryTesting
import RealModule
import Testing

/// What all comparisons promise.
struct ComparisonTests {
    /// A way to compare, with numbers that suit it: of a mean or quantile near 0.1 plus what is asked for.
    struct Way: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let comparison: @Sendable (_ margin: Double, _ levels: ErrorLevels) -> any SequentialComparison
        let number: @Sendable (_ shift: Double, inout Seeded) -> Double
    }

    static let ways = [
        Way(testDescription: "rates") {
            BoundedComparison(margin: $0, levels: $1)
        } number: { shift, random in
            Double.random(in: 0...1, using: &random) < 0.1 + shift ? 1 : 0
        },
        Way(testDescription: "shares") {
            BoundedComparison(margin: $0, levels: $1)
        } number: { shift, random in
            Double.random(in: 0.1...0.3, using: &random) + shift
        },
        Way(testDescription: "means") {
            MeanComparison(margin: $0, levels: $1)
        } number: { shift, random in
            Double.random(in: -1...1.2, using: &random) + shift
        },
        Way(testDescription: "quantiles") {
            QuantileComparison(quantile: 0.9, margin: $0, levels: $1)
        } number: { shift, random in
            Double.random(in: -0.8...0.2, using: &random) + shift
        },
    ]

    private static let levels = ErrorLevels(above: 0.05, below: 0.05)

    /// One in five is the treatment's.
    private static func feed(
        _ comparison: inout any SequentialComparison,
        _ way: Way,
        shift: Double,
        count: Int,
        random: inout Seeded,
        until isEnough: (any SequentialComparison) -> Bool = { _ in false }
    ) {
        for _ in 0..<count where !isEnough(comparison) {
            let arm: Arm = Int.random(in: 0..<5, using: &random) == 0 ? .treatment : .control
            comparison.add(way.number(arm == .treatment ? shift : 0, &random), to: arm)
        }
    }

    @Test(arguments: Self.ways)
    func `at the margin itself, few of many comparisons ever err, on either side`(way: Way) {
        var random = Seeded(seed: 11)
        var (above, below, outside) = (0, 0, 0)
        for _ in 0..<100 {
            var comparison = way.comparison(0.05, Self.levels)
            Self.feed(&comparison, way, shift: 0.05, count: 800, random: &random)
            above += comparison.isAbove ? 1 : 0
            below += comparison.isBelow ? 1 : 0
            outside += comparison.bounds.lower > 0.05 + 1e-9 || comparison.bounds.upper < 0.05 - 1e-9 ? 1 : 0
        }
        // 5 are allowed on average; more than 13 come by chance once in a thousand times.
        #expect(above <= 13 && below <= 13 && outside <= 22, "\(above) \(below) \(outside)")
    }

    @Test(arguments: Self.ways)
    func `a difference beyond the margin is found, and one within it, too`(way: Way) {
        var random = Seeded(seed: 12)
        for (shift, margin) in [(0.3, 0.05), (0.02, 0.2), (0.3, 0), (-0.08, 0.1)] {
            var comparison = way.comparison(margin, Self.levels)
            Self.feed(&comparison, way, shift: shift, count: 20_000, random: &random) { $0.isAbove || $0.isBelow }
            #expect(comparison.isAbove == (shift > margin) && comparison.isBelow == (shift < margin))
            #expect(comparison.forecast == .decided)
            #expect(comparison.bounds.lower <= shift && comparison.bounds.upper >= shift)
        }
    }

    @Test(arguments: Self.ways)
    func `what is surely so stays so, and bounds never widen`(way: Way) {
        var random = Seeded(seed: 13)
        var comparison = way.comparison(0.05, Self.levels)
        var last = comparison.bounds
        var wasAbove = false
        for round in 0..<160 {
            // It gets worse for a while, and better again.
            Self.feed(&comparison, way, shift: round < 80 ? 0.3 : -0.05, count: 25, random: &random)
            #expect(comparison.bounds.lower >= last.lower && comparison.bounds.upper <= last.upper)
            #expect(!wasAbove || comparison.isAbove)
            (last, wasAbove) = (comparison.bounds, comparison.isAbove)
        }
        #expect(wasAbove)
    }

    @Test(arguments: Self.ways)
    func `the forecast is of the right size`(way: Way) throws {
        var random = Seeded(seed: 14)
        var ratios: [Double] = []
        for _ in 0..<30 {
            var comparison = way.comparison(0, Self.levels)
            Self.feed(&comparison, way, shift: 0.05, count: 600, random: &random) { $0.isAbove }
            guard case .about(let more) = comparison.forecast else { continue }
            let before = comparison.counts.treatment
            Self.feed(&comparison, way, shift: 0.05, count: 100_000, random: &random) { $0.isAbove || $0.isBelow }
            ratios.append(Double(more) / Double(comparison.counts.treatment - before))
        }
        guard ratios.count >= 5 else { return }
        let median = ratios.sorted()[ratios.count / 2]
        #expect(median > 0.2 && median < 5, "\(median) of \(ratios.count)")
    }

    @Test(arguments: Self.ways)
    func `before both arms have numbers, nothing is known`(way: Way) {
        var random = Seeded(seed: 15)
        var comparison = way.comparison(0, Self.levels)
        #expect(comparison.effect == nil && comparison.forecast == .unknown)
        for _ in 0..<1000 { comparison.add(way.number(0, &random), to: .treatment) }
        #expect(comparison.effect == nil && comparison.forecast == .unknown)
        #expect(!comparison.isAbove && !comparison.isBelow)
        #expect(comparison.counts == ArmPair(control: 0, treatment: 1000))
    }

    @Test(arguments: Self.ways)
    func `numbers that are all the same say nothing for or against a margin of zero`(way: Way) {
        var comparison = way.comparison(0, Self.levels)
        for index in 0..<3000 { comparison.add(0, to: index % 3 == 0 ? .treatment : .control) }
        #expect(comparison.effect == 0)
        #expect(!comparison.isAbove && !comparison.isBelow)
        #expect(comparison.bounds.lower <= 0 && comparison.bounds.upper >= 0)
    }
}
