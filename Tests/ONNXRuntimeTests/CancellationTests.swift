import AviaryCore
import Foundation
import Testing

@testable import ONNXRuntime

/// One at a time: each test keeps a processor busy until it cancels its run, and all at once would starve the others.
@Suite(.serialized, .timeLimit(.minutes(1))) struct CancellationTests {
    private let forever = Int64.max

    private func inputs(rounds: Int64) throws -> [Tensor] {
        [try Tensor([rounds], shape: []), try Tensor([0] as [Float])]
    }

    /// Begins a run that only its cancellation ends, on a thread of its own: it must not hold one that tasks wait for.
    private func begin(_ session: Session, _ cancellation: Cancellation) throws -> Task<RuntimeError?, Never> {
        let inputs = try inputs(rounds: forever)
        let (errors, continuation) = AsyncStream<RuntimeError?>.makeStream()
        Thread.detachNewThread {
            continuation.yield(failure { try session.predict(inputs, outputs: [0], cancellation: cancellation) })
            continuation.finish()
        }
        return Task {
            for await error in errors { return error }
            return nil
        }
    }

    /// Waits until so many runs go on.
    private func reached(_ count: Int, _ cancellation: Cancellation) async {
        while cancellation.state.withLock({ $0.runs.count }) < count { await Task.yield() }
    }

    @Test func `a run that goes on is stopped from another thread`() async throws {
        let session = try Fixture.session("loop")
        let cancellation = Cancellation()
        let run = try begin(session, cancellation)
        await reached(1, cancellation)
        cancellation.cancel()
        let error = await run.value
        #expect(error?.code == .cancelled)
        #expect(error.map(AviaryError.init)?.code == .cancelled)
        #expect(cancellation.state.withLock { $0.runs.isEmpty })

        let rounds = try session.predict(try inputs(rounds: 5), outputs: [0], cancellation: Cancellation())
        #expect(rounds[0].values(as: Float.self) == [5])
    }

    @Test func `a run that was cancelled before does not begin`() throws {
        let cancellation = Cancellation()
        cancellation.cancel()
        cancellation.cancel()
        #expect(cancellation.isCancelled)
        let session = try Fixture.session("loop")
        let inputs = try inputs(rounds: forever)
        #expect(failure { try session.predict(inputs, outputs: [0], cancellation: cancellation) }?.code == .cancelled)
    }

    @Test(arguments: 0..<50)
    func `however the two race, the run ends`(yields: Int) async throws {
        let session = try Fixture.session("loop")
        let cancellation = Cancellation()
        let run = try begin(session, cancellation)
        for _ in 0..<yields { await Task.yield() }
        cancellation.cancel()
        #expect(await run.value?.code == .cancelled)
    }

    @Test func `one cancellation stops several runs and leaves others alone`() async throws {
        let session = try Fixture.session("loop")
        let cancellation = Cancellation()
        let first = try begin(session, cancellation)
        let second = try begin(session, cancellation)
        await reached(2, cancellation)
        let other = Cancellation()
        #expect(try session.predict(try inputs(rounds: 3), outputs: [0], cancellation: other).count == 1)
        cancellation.cancel()
        #expect(await first.value?.code == .cancelled)
        #expect(await second.value?.code == .cancelled)
        #expect(!other.isCancelled)
    }
}
