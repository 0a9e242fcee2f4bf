import AviaryCore
import AviaryServing
import AviaryTesting
import Testing

struct PredictionTapTests {
    private static func prediction(_ id: PredictionID) throws -> RecordedPrediction {
        RecordedPrediction(
            id: id,
            at: id.at,
            endpoint: try ModelName("wine"),
            model: try ModelName("wine"),
            version: try #require(VersionNumber("1")),
            role: .stable,
            latency: 1000,
            request: InferenceRequest(),
            outputs: []
        )
    }

    private static func offer(_ count: Int, to shard: PredictionTap.Shard, _ random: inout Seeded) throws {
        for _ in 0..<count {
            let id = PredictionID(milliseconds: 1_700_000_000_000, using: &random)
            let prediction = try Self.prediction(id)
            shard.offer(id) { prediction }
        }
    }

    @Test func `few requests are all kept, with their time`() throws {
        var random = Seeded(seed: 1)
        let tap = PredictionTap(rate: 1000)
        let shard = tap.makeShard()
        try Self.offer(100, to: shard, &random)
        let caught = tap.drain(after: 1)
        #expect(caught.predictions.count == 100)
        #expect(caught.requests == 100)
        #expect(caught.dropped == 0)
        #expect(caught.predictions.allSatisfy { $0.at == Timestamp(milliseconds: 1_700_000_000_000) })
        #expect(tap.share == 1)
        #expect(tap.drain(after: 1).predictions.isEmpty)
    }

    @Test func `of many requests about as many are kept as can be looked at, and all are counted`() throws {
        var random = Seeded(seed: 2)
        let tap = PredictionTap(rate: 500)
        let shards = [tap.makeShard(), tap.makeShard()]
        for shard in shards { try Self.offer(3000, to: shard, &random) }
        _ = tap.drain(after: 1)
        #expect(abs(tap.share - 500.0 / 6000) < 1e-6)
        for shard in shards { try Self.offer(3000, to: shard, &random) }
        let caught = tap.drain(after: 1)
        #expect(caught.requests == 6000)
        // 500 are expected, with a standard deviation of 21.
        #expect((380...620).contains(caught.predictions.count))
    }

    @Test func `a burst beyond the room is dropped and counted`() throws {
        var random = Seeded(seed: 3)
        let tap = PredictionTap(rate: 1e9)
        let shard = tap.makeShard()
        try Self.offer(5000, to: shard, &random)
        let caught = tap.drain(after: 1)
        #expect(caught.predictions.count == 4096)
        #expect(caught.dropped == 904)
        #expect(caught.requests == 5000)
    }

    @Test func `when it is quiet again everything is kept before long`() throws {
        var random = Seeded(seed: 4)
        let tap = PredictionTap(rate: 100)
        let shard = tap.makeShard()
        try Self.offer(2000, to: shard, &random)
        _ = tap.drain(after: 1)
        #expect(tap.share < 0.06)
        for _ in 0..<40 { _ = tap.drain(after: 1) }
        #expect(tap.share > 0.999)
    }
}
