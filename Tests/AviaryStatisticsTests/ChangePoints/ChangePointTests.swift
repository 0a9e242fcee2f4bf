import AviaryStatistics
import AviaryTesting
import Testing

struct ChangePointTests {
    private static func flip(_ share: Double, _ random: inout Seeded) -> Double {
        Double.random(in: 0..<1, using: &random) < share ? 1 : 0
    }

    @Test func `a sudden change of an error rate is found where it is`() throws {
        var (right, near, covered) = (0, 0, 0)
        for seed in 0..<100 as Range<UInt64> {
            var random = Seeded(seed: seed)
            let losses = (0..<600).map { Self.flip($0 < 400 ? 0.05 : 0.3, &random) }
            let change = try #require(ChangePoint(losses))
            if change.shape == .sudden { right += 1 }
            if abs(change.start - 400) <= 25 { near += 1 }
            if change.interval.contains(400) { covered += 1 }
        }
        #expect(right >= 85)
        #expect(near >= 90)
        #expect(covered >= 90)
    }

    @Test func `a gradual change is told from a sudden one`() throws {
        var (gradual, near) = (0, 0)
        for seed in 0..<100 as Range<UInt64> {
            var random = Seeded(seed: seed)
            let losses = (0..<1000).map { index in
                let rise = min(1, max(0, Double(index - 200) / 600))
                return Self.flip(0.05 + 0.5 * rise, &random)
            }
            let change = try #require(ChangePoint(losses))
            if change.shape == .gradual { gradual += 1 }
            if abs(change.start - 200) <= 120 { near += 1 }
        }
        #expect(gradual >= 85)
        #expect(near >= 80)
    }

    @Test func `a level that stays is called no change`() throws {
        var changed = 0
        for seed in 0..<200 as Range<UInt64> {
            var random = Seeded(seed: seed)
            let change = try #require(ChangePoint((0..<500).map { _ in Self.flip(0.1, &random) }))
            if change.shape != .none { changed += 1 }
        }
        #expect(changed <= 20)
    }

    @Test(arguments: [1, -3] as [Double])
    func `a step without noise is found exactly`(height: Double) throws {
        let change = try #require(ChangePoint((0..<100).map { $0 < 37 ? 1e6 : 1e6 + height }))
        #expect(change.shape == .sudden)
        #expect(change.start == 37)
        #expect(abs(change.before - 1e6) < 1e-6)
        #expect(abs(change.after - 1e6 - height) < 1e-6)
    }

    @Test func `a ramp without noise is found exactly`() throws {
        let change = try #require(ChangePoint((0..<200).map { min(1, max(0, Double($0 - 50) / 100)) }))
        #expect(change.shape == .gradual)
        #expect(abs(change.start - 50) <= 2)
        #expect(abs(change.end - 150) <= 2)
        #expect(abs(change.after - 1) < 0.02)
    }

    @Test func `constants, few values and numbers that are not finite are answered`() throws {
        #expect(try #require(ChangePoint(Array(repeating: 2, count: 50))).shape == .none)
        #expect(ChangePoint([1, 2, 3]) == nil)
        #expect(ChangePoint(Array(repeating: 0, count: 20) + [.nan]) == nil)
    }

    @Test func `the size and unit of values do not matter`() throws {
        var random = Seeded(seed: 9)
        let values = (0..<300).map { ($0 < 120 ? 0.0 : 1.5) + Double.random(in: -1...1, using: &random) }
        let (one, other) = (try #require(ChangePoint(values)), try #require(ChangePoint(values.map { 1e9 + 250 * $0 })))
        #expect(one.start == other.start)
        #expect(one.shape == other.shape)
        #expect(abs(one.stepEvidence - other.stepEvidence) < 1e-3)
    }
}

struct LevelHistoryTests {
    @Test func `a level that comes back is known, and the one just left is not`() {
        var history = LevelHistory()
        history.remember(mean: 0.05, variance: 0.05, count: 1000)
        history.remember(mean: 0.4, variance: 0.24, count: 1000)
        #expect(history.recurrence(mean: 0.055, variance: 0.05, count: 500) == 2)
        #expect(history.recurrence(mean: 0.41, variance: 0.24, count: 500) == nil)
        #expect(history.recurrence(mean: 0.8, variance: 0.16, count: 500) == nil)
    }

    @Test func `what is remembered is bounded`() {
        var history = LevelHistory()
        for index in 0..<100 { history.remember(mean: Double(index), variance: 0, count: 1) }
        #expect(history.count == LevelHistory.capacity)
        #expect(history.recurrence(mean: 3, variance: 0, count: 1) == nil)
        #expect(history.recurrence(mean: 90, variance: 0, count: 1) == 10)
    }
}
