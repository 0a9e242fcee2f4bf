import AviaryCore
import AviaryServing
import Testing

/// What becomes of observations between the request and the judge.
struct RecorderTests {
    private static func observation(_ latency: UInt64) throws -> Observation {
        Observation(
            endpoint: try ModelName("m"),
            version: VersionNumber(1),
            role: .stable,
            generation: 0,
            latency: latency,
            failure: nil
        )
    }

    @Test func `each shard keeps its order and its bound, and what is beyond is counted`() throws {
        let recorder = Recorder(capacity: 3)
        let shards = [recorder.makeShard(), recorder.makeShard()]
        for number in 0..<5 { shards[0].append(try Self.observation(UInt64(number))) }
        shards[1].append(try Self.observation(10))
        #expect(recorder.drain().map(\.latency) == [0, 1, 2, 10])
        #expect(recorder.dropped == 2)
        // A drained shard has room again.
        shards[0].append(try Self.observation(7))
        #expect(recorder.drain().map(\.latency) == [7])
        #expect(recorder.drain().isEmpty && recorder.dropped == 2)
    }

    @Test func `who waits is told once until they have looked`() throws {
        let rings = Locked(0)
        let recorder = Recorder { rings.withLock { $0 += 1 } }
        let shards = [recorder.makeShard(), recorder.makeShard()]
        for shard in shards + shards { shard.append(try Self.observation(1)) }
        #expect(rings.withLock { $0 } == 1)
        #expect(recorder.drain().count == 4)
        shards[1].append(try Self.observation(1))
        #expect(rings.withLock { $0 } == 2)
    }

    @Test func `nothing is lost between those that write and the one that takes`() async throws {
        let recorder = Recorder()
        let (writers, each) = (4, 2_000)
        let taken = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<writers {
                let shard = recorder.makeShard()
                group.addTask {
                    for number in 0..<each { shard.append(try Self.observation(UInt64(number))) }
                    return recorder.drain().count
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(taken + recorder.drain().count == writers * each)
    }
}
