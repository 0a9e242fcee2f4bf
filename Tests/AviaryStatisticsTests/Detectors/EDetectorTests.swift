import AviaryStatistics
import AviaryTesting
import Testing

struct EDetectorTests {
    private static func flip(_ share: Double, _ random: inout Seeded) -> Double {
        Double.random(in: 0..<1, using: &random) < share ? 1 : 0
    }

    /// How many numbers come until a signal, at most so many.
    private static func runLength(_ mean: Double, baseline: Double, wanted: Double, limit: Int, seed: UInt64) -> Int {
        var random = Seeded(seed: seed)
        var detector = EDetector(baseline: baseline, averageRunLength: wanted)
        for count in 1...limit where detector.add(Self.flip(mean, &random)) { return count }
        return limit
    }

    @Test(arguments: [0.02, 0.1, 0.5])
    func `false signals are as far apart as was wanted, or further`(mean: Double) {
        let lengths = (0..<200 as Range<UInt64>).map { seed in
            Self.runLength(mean, baseline: mean, wanted: 500, limit: 20_000, seed: seed)
        }
        let average = Double(lengths.reduce(0, +)) / Double(lengths.count)
        // Cut at the limit, so the true average is greater still; its standard error is a tenth of it at most.
        #expect(average >= 500)
    }

    @Test func `a share that trebles is found soon, and about where it began`() {
        var (delays, misses) = ([Int](), [Int]())
        for seed in 0..<100 as Range<UInt64> {
            var random = Seeded(seed: seed)
            var detector = EDetector(baseline: 0.06, averageRunLength: 100_000)
            var early = false
            for _ in 0..<1000 where detector.add(Self.flip(0.05, &random)) { early = true }
            guard !early else { continue }
            var delay = 0
            repeat { delay += 1 } while !detector.add(Self.flip(0.15, &random)) && delay < 5000
            delays.append(delay)
            if let start = detector.changeStart { misses.append(abs(start - 1000)) }
        }
        #expect(delays.count >= 95)
        #expect(delays.sorted()[delays.count / 2] <= 200)
        #expect(misses.sorted()[misses.count / 2] <= 60)
    }

    @Test func `after a signal it begins anew`() {
        var detector = EDetector(baseline: 0.1, averageRunLength: 50)
        var signals = 0
        for _ in 0..<100 where detector.add(1) { signals += 1 }
        #expect(signals > 10)
    }

    @Test func `numbers that are none, or beyond, are answered`() {
        var detector = EDetector(baseline: .nan, averageRunLength: 0)
        #expect(detector.baseline == 0.5)
        #expect(detector.averageRunLength == 1)
        let isSignalled = detector.add(.nan)
        #expect(!isSignalled)
        #expect(detector.count == 0)
        var other = EDetector(baseline: 2, averageRunLength: 1000)
        for value in [-5, 7, .infinity, -.infinity] as [Double] { _ = other.add(value) }
        #expect(other.count == 4)
    }
}
