import AviaryCore
import AviaryServing
import Testing

/// Copies of requests, for a version that answers nobody.
@Suite(.timeLimit(.minutes(1)))
struct ShadowQueueTests {
    /// A queue whose pairs the test reads.
    private struct Shadow {
        let queue: ShadowQueue
        private let pairs: AsyncStream<MirroredPair>

        init(capacity: Int = 256, maximumBytes: Int = 1 << 20) throws {
            let (pairs, continuation) = AsyncStream.makeStream(of: MirroredPair.self)
            self.pairs = pairs
            self.queue = try ShadowQueue(capacity: capacity, maximumBytes: maximumBytes) { continuation.yield($0) }
        }

        func next() async -> MirroredPair? {
            for await pair in self.pairs { return pair }
            return nil
        }
    }

    private static func copy(
        _ name: String,
        for engine: Engine,
        value: Float = 0,
        rows: Int = 1,
        outputs: [String] = []
    ) throws -> ShadowCopy {
        let tensor = try Tensor([Float](repeating: value, count: 2 * rows), shape: Shape([rows, 2]))
        return ShadowCopy(
            endpoint: try ModelName("e"),
            engine: engine,
            generation: 7,
            predictionID: name,
            request: InferenceRequest(
                inputs: [NamedTensor(name: "x", tensor: tensor)],
                outputs: outputs.map { RequestedOutput(name: $0, parameters: ["classification": .int64(1)]) }
            ),
            stable: []
        )
    }

    @Test func `a copy is run and given with all that belongs to it`() async throws {
        let shadow = try Shadow()
        let engine = try engine(GatedBackend(open: true))
        shadow.queue.offer(try Self.copy("a", for: engine, value: 3, outputs: ["y"]))
        let pair = try #require(await shadow.next())
        #expect(pair.endpoint.rawValue == "e" && pair.version == engine.version && pair.generation == 7)
        #expect(pair.predictionID == "a" && pair.request.inputs.count == 1)
        let outputs = try pair.shadow.get()
        // As the model gives it, whatever form the client wants.
        #expect(outputs.map(\.name) == ["y"] && outputs[0].tensor.values(as: Float.self) == [3, 3])
    }

    @Test func `copies are run in their order, and shed while too many wait`() async throws {
        let shadow = try Shadow(capacity: 2)
        let backend = GatedBackend()
        let engine = try engine(backend)
        shadow.queue.offer(try Self.copy("0", for: engine))
        #expect(await backend.nextRun() == 1)
        // The model hangs; who offers does not.
        for number in 1...9 { shadow.queue.offer(try Self.copy("\(number)", for: engine)) }
        backend.open()
        for name in ["0", "1", "2"] { #expect(await shadow.next()?.predictionID == name) }
        shadow.queue.offer(try Self.copy("later", for: engine))
        #expect(await shadow.next()?.predictionID == "later")
    }

    @Test func `copies are shed while too many bytes wait`() async throws {
        let shadow = try Shadow(maximumBytes: 32)
        let backend = GatedBackend()
        let engine = try engine(backend)
        shadow.queue.offer(try Self.copy("0", for: engine))
        #expect(await backend.nextRun() == 1)
        shadow.queue.offer(try Self.copy("too large", for: engine, rows: 5))
        shadow.queue.offer(try Self.copy("1", for: engine, rows: 3))
        shadow.queue.offer(try Self.copy("no room", for: engine, rows: 2))
        shadow.queue.offer(try Self.copy("2", for: engine))
        backend.open()
        for name in ["0", "1", "2"] { #expect(await shadow.next()?.predictionID == name) }
    }

    @Test func `what waits for one engine is joined, and each gets its own rows`() async throws {
        let shadow = try Shadow()
        let backend = GatedBackend()
        var limits = ModelConfiguration.BatchLimits()
        limits.maxBatchSize = 6
        limits.maxDelay = .seconds(3600)
        let (joining, other) = (try engine(backend, batching: limits), try engine(GatedBackend(open: true)))
        shadow.queue.offer(try Self.copy("first", for: joining))
        #expect(await backend.nextRun() == 1)
        for rows in 1...3 { shadow.queue.offer(try Self.copy("\(rows)", for: joining, value: Float(rows), rows: rows)) }
        shadow.queue.offer(try Self.copy("other", for: other))
        shadow.queue.offer(try Self.copy("last", for: joining))
        backend.open()
        #expect(await shadow.next()?.predictionID == "first")
        #expect(await backend.nextRun() == 6)
        for rows in 1...3 {
            let outputs = try #require(await shadow.next()).shadow.get()
            #expect(outputs[0].tensor.values(as: Float.self) == [Float](repeating: Float(rows), count: 2 * rows))
        }
        for name in ["other", "last"] { #expect(await shadow.next()?.predictionID == name) }
    }

    @Test func `what the version fails, and what it does not take, is told as its failure`() async throws {
        let shadow = try Shadow()
        let backend = GatedBackend(open: true)
        let engine = try engine(backend)
        shadow.queue.offer(try Self.copy("unknown output", for: engine, outputs: ["z"]))
        #expect(await shadow.next()?.failure == .invalidArgument)
        backend.fail(AviaryError(.modelFailed, "boom"))
        shadow.queue.offer(try Self.copy("a", for: engine))
        #expect(await shadow.next()?.failure == .modelFailed)
    }

    @Test func `a version that unloads has not failed`() async throws {
        let shadow = try Shadow()
        let closed = try engine(GatedBackend(open: true))
        closed.close()
        shadow.queue.offer(try Self.copy("shed", for: closed))
        shadow.queue.offer(try Self.copy("run", for: try engine(GatedBackend(open: true))))
        let pair = await shadow.next()
        #expect(pair?.predictionID == "run" && pair?.failure == nil)
    }

    @Test func `closing stops what runs, drops what waits, and takes no more`() async throws {
        let backend = GatedBackend()
        let engine = try engine(backend)
        let (pairs, continuation) = AsyncStream.makeStream(of: MirroredPair.self)
        do {
            let end = End(continuation)
            let queue = try ShadowQueue { pair in end.continuation.yield(pair) }
            queue.offer(try Self.copy("runs", for: engine))
            #expect(await backend.nextRun() == 1)
            queue.offer(try Self.copy("waits", for: engine))
            queue.close()
            queue.offer(try Self.copy("late", for: engine))
        }
        // The stream ends with the sink, and that with the thread: the model is still held up by the test.
        for await pair in pairs { Issue.record("\(pair.predictionID) was given") }
    }

    @Test func `a queue that nobody holds ends its thread`() async throws {
        let (pairs, continuation) = AsyncStream.makeStream(of: MirroredPair.self)
        do {
            let end = End(continuation)
            _ = try ShadowQueue { pair in end.continuation.yield(pair) }
        }
        for await pair in pairs { Issue.record("\(pair.predictionID) was given") }
    }

    /// Ends a stream with the last who holds it.
    private final class End: Sendable {
        let continuation: AsyncStream<MirroredPair>.Continuation

        init(_ continuation: AsyncStream<MirroredPair>.Continuation) { self.continuation = continuation }
        deinit { self.continuation.finish() }
    }
}

extension MirroredPair {
    /// Why the version failed; `nil` if it did not.
    fileprivate var failure: AviaryError.Code? {
        if case .failure(let error) = self.shadow { error.code } else { nil }
    }
}
