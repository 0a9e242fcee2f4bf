import AviaryCore
import AviaryServing
import Testing

/// Scheduling: queues, batches, deadlines, and what becomes of requests that nobody waits for.
@Suite(.timeLimit(.minutes(1)))
struct EngineTests {
    @Test func `a request is answered with its own rows`() async throws {
        let backend = GatedBackend(open: true)
        let engine = try engine(backend)
        defer { engine.close() }
        let asked = try Asked(2, value: 3)
        engine.submit(asked.inference)
        #expect(await asked.answer().values == [3, 3, 3, 3])
        #expect(engine.statistics.success.count == 1)
        #expect(engine.statistics.rows == 2)
    }

    @Test func `requests that wait are run together and get their own rows back`() async throws {
        let backend = GatedBackend()
        let engine = try engine(backend, batching: ModelConfiguration.BatchLimits())
        defer { engine.close() }
        let first = try Asked(value: 0)
        engine.submit(first.inference)
        #expect(await backend.nextRun() == 1)
        let others = try (1...5).map { try Asked($0, value: Float($0)) }
        for other in others { engine.submit(other.inference) }
        backend.open()
        #expect(await first.answer().values == [0, 0])
        #expect(await backend.nextRun() == 15)
        for (index, other) in others.enumerated() {
            let outcome = await other.answer()
            #expect(outcome.values == [Float](repeating: Float(index + 1), count: 2 * (index + 1)))
            #expect(outcome.timing.batchRows == 15)
        }
        #expect(engine.statistics.runs == 2)
        #expect(engine.statistics.batches.keys.sorted() == [1, 15])
    }

    @Test func `a full queue refuses the next request and keeps those it has`() async throws {
        let backend = GatedBackend()
        let engine = try engine(backend, queue: 2)
        defer { engine.close() }
        let running = try Asked()
        engine.submit(running.inference)
        #expect(await backend.nextRun() == 1)
        let waiting = [try Asked(), try Asked()]
        for asked in waiting { engine.submit(asked.inference) }
        #expect(engine.waiting == 2 && engine.pending == 3)
        let refused = try Asked()
        engine.submit(refused.inference)
        #expect(await refused.answer().failure == .exhausted)
        backend.open()
        for asked in [running] + waiting { #expect(await asked.answer().failure == nil) }
    }

    @Test func `a request that waits too long is answered at its deadline`() async throws {
        let backend = GatedBackend()
        let engine = try engine(backend)
        let running = try Asked()
        engine.submit(running.inference)
        #expect(await backend.nextRun() == 1)
        let late = try Asked(within: .milliseconds(5))
        engine.submit(late.inference)
        #expect(await late.answer().failure == .deadlineExceeded)
        #expect(engine.statistics.fail.count == 1)
        backend.open()
        #expect(await running.answer().failure == nil)
        engine.close()
    }

    @Test func `a run that takes too long is stopped and its request answered`() async throws {
        let backend = GatedBackend()
        let engine = try engine(backend)
        let late = try Asked(within: .milliseconds(5))
        engine.submit(late.inference)
        #expect(await late.answer().failure == .deadlineExceeded)
        // The one thread is free again only if the run was stopped.
        let next = try Asked(value: 1)
        engine.submit(next.inference)
        backend.open()
        #expect(await next.answer().values == [1, 1])
        engine.close()
    }

    @Test func `a batch is stopped only when none of its requests is waited for`() async throws {
        let backend = GatedBackend()
        let engine = try engine(backend, batching: ModelConfiguration.BatchLimits())
        let blocker = try Asked()
        engine.submit(blocker.inference)
        #expect(await backend.nextRun() == 1)
        let patient = try Asked(value: 2)
        let gone = try Asked(value: 3)
        engine.submit(patient.inference)
        engine.submit(gone.inference)
        backend.permit()
        #expect(await backend.nextRun() == 2)
        gone.inference.cancel()
        #expect(await gone.answer().failure == .cancelled)
        backend.permit()
        #expect(await patient.answer().values == [2, 2])
        engine.close()
    }

    @Test func `a request whose client went away leaves the queue`() async throws {
        let backend = GatedBackend()
        let engine = try engine(backend, queue: 1)
        let running = try Asked()
        engine.submit(running.inference)
        #expect(await backend.nextRun() == 1)
        let gone = try Asked()
        engine.submit(gone.inference)
        gone.inference.cancel()
        let next = try Asked(value: 1)
        engine.submit(next.inference)
        backend.open()
        #expect(await next.answer().values == [1, 1])
        #expect(await gone.answer().failure == .cancelled)
        engine.close()
    }

    @Test func `several instances run at the same time`() async throws {
        let backend = GatedBackend()
        let engine = try engine(backend, instances: 3)
        let all = [try Asked(), try Asked(), try Asked()]
        for asked in all { engine.submit(asked.inference) }
        for _ in all { #expect(await backend.nextRun() == 1) }
        backend.open()
        for asked in all { #expect(await asked.answer().failure == nil) }
        engine.close()
    }

    @Test func `a closed engine answers what it took and takes no more`() async throws {
        let backend = GatedBackend()
        let engine = try engine(backend)
        let taken = [try Asked(), try Asked()]
        for asked in taken { engine.submit(asked.inference) }
        #expect(await backend.nextRun() == 1)
        engine.close()
        let refused = try Asked()
        engine.submit(refused.inference)
        #expect(await refused.answer().failure == .unavailable)
        backend.open()
        for asked in taken { #expect(await asked.answer().failure == nil) }
    }

    @Test func `a failing run answers each of its requests and the engine goes on`() async throws {
        let backend = GatedBackend()
        let engine = try engine(backend, batching: ModelConfiguration.BatchLimits())
        defer { engine.close() }
        backend.fail(AviaryError(.modelFailed, "no"))
        let all = [try Asked(), try Asked()]
        for asked in all { engine.submit(asked.inference) }
        for asked in all { #expect(await asked.answer().failure == .modelFailed) }
        #expect(engine.statistics.fail.count == 2)
        #expect(engine.statistics.success.count == 0)
    }

    @Test func `a quick model is run where the request arrives`() async throws {
        let backend = GatedBackend(open: true)
        var cost = RunCost()
        cost.record(byteCount: 8, nanoseconds: 1000)
        let engine = try engine(backend, cost: cost)
        defer { engine.close() }
        #expect(engine.isInline(byteCount: 8))
        let asked = try Asked()
        engine.submit(asked.inference)
        #expect(asked.inference.isFinished)
    }

    @Test func `a lane runs together what arrived in one turn`() async throws {
        let backend = GatedBackend(open: true)
        let engine = try engine(backend, batching: ModelConfiguration.BatchLimits())
        defer { engine.close() }
        let lane = Lane(engine)
        let all = try (0..<40).map { try Asked(value: Float($0)) }
        for asked in all { lane.add(asked.inference) }
        #expect(lane.turn() == nil)
        for (index, asked) in all.enumerated() { #expect(await asked.answer().values == [Float(index), Float(index)]) }
        #expect(engine.statistics.batches.keys.sorted() == [8, 32])
    }
}
