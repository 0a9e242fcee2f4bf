import AviaryStatistics
import AviaryTesting
import Testing

struct SequentialRateTests {
    private static let levels = ErrorLevels(above: 0.05, below: 0.05)

    private static func rate(_ chance: Double, limit: Double, count: Int, random: inout Seeded) -> SequentialRate {
        var rate = SequentialRate(limit: limit, levels: Self.levels)
        for _ in 0..<count where !rate.isAbove && !rate.isBelow {
            rate.add(Double.random(in: 0...1, using: &random) < chance)
        }
        return rate
    }

    @Test(arguments: [0.01, 0.05, 0.3, 0.9])
    func `at the limit itself, few of many ever err, on either side`(limit: Double) {
        var random = Seeded(seed: 21)
        var (above, below, outside) = (0, 0, 0)
        for _ in 0..<200 {
            var rate = SequentialRate(limit: limit, levels: Self.levels)
            var missed = false
            for time in 0..<1000 {
                rate.add(Double.random(in: 0...1, using: &random) < limit)
                guard time % 100 == 0 else { continue }
                missed = missed || rate.bounds.lower > limit || rate.bounds.upper < limit
            }
            above += rate.isAbove ? 1 : 0
            below += rate.isBelow ? 1 : 0
            outside += missed ? 1 : 0
        }
        // 10 of 200 are allowed on average; more than 20 come by chance once in a thousand times.
        #expect(above <= 20 && below <= 20 && outside <= 35, "\(above) \(below) \(outside)")
    }

    @Test func `a rate beyond the limit is found, and one below it, too`() {
        var random = Seeded(seed: 22)
        for (chance, limit) in [(0.03, 0.01), (0.2, 0.1), (1, 0.01), (0.001, 0.02), (0, 0.05), (0.7, 0.9), (0.01, 0)] {
            let rate = Self.rate(chance, limit: limit, count: 20_000, random: &random)
            #expect(rate.isAbove == (chance > limit) && rate.isBelow == (chance < limit), "\(chance) \(limit)")
            #expect(rate.bounds.lower <= chance && rate.bounds.upper >= chance && rate.forecast == .decided)
        }
    }

    @Test func `it takes hardly any numbers to see what always happens, and few to see what never does`() {
        var random = Seeded(seed: 23)
        #expect(Self.rate(1, limit: 0.05, count: 100, random: &random).count <= 3)
        // The most powerful test of zero against 0.05 takes log(20) / 0.0513 = 59.
        #expect(Self.rate(0, limit: 0.05, count: 1000, random: &random).count <= 90)
    }

    @Test func `the forecast is of the right size`() throws {
        var random = Seeded(seed: 24)
        var ratios: [Double] = []
        for _ in 0..<60 {
            var rate = Self.rate(0.06, limit: 0.03, count: 100, random: &random)
            guard case .about(let more) = rate.forecast else { continue }
            let before = rate.count
            while !rate.isAbove, !rate.isBelow { rate.add(Double.random(in: 0...1, using: &random) < 0.06) }
            ratios.append(Double(more) / Double(rate.count - before))
        }
        let median = try #require(ratios.count > 20 ? ratios.sorted()[ratios.count / 2] : nil)
        #expect(median > 0.3 && median < 3, "\(median) of \(ratios.count)")
    }
}
