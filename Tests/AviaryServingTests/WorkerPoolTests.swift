import AviaryCore
import AviaryServing
import Testing

/// Work on a pool of one thread, which the test holds at a gate.
struct WorkerPoolTests {
    /// Holds the pool's only thread until it is opened.
    private final class Gate: Sendable {
        private let isOpen = Condition(false)
        private let began: AsyncStream<Void>
        private let beginning: AsyncStream<Void>.Continuation

        init() { (self.began, self.beginning) = AsyncStream.makeStream() }

        func pass() {
            self.beginning.yield()
            self.isOpen.wait { $0 ? .done(()) : .wait(until: nil) }
        }

        func wasReached() async { for await _ in self.began { return } }

        func open() {
            self.isOpen.withLock { $0 = true }
            self.isOpen.notifyAll()
        }
    }

    private static var later: Moment { Moment.now.advanced(by: .seconds(60)) }

    /// Why the work was not done; `nil` if it was.
    private static func code(_ work: () async throws -> Void) async -> AviaryError.Code? {
        do {
            try await work()
            return nil
        } catch {
            return (error as? AviaryError)?.code
        }
    }

    @Test func `work gives its value, or its error`() async throws {
        let pool = try WorkerPool(threads: 2, capacity: 4)
        #expect(try await pool.run(before: Self.later) { 7 } == 7)
        let code = await Self.code {
            try await pool.run(before: Self.later) { () throws(AviaryError) in throw AviaryError(.notFound, "no") }
        }
        #expect(code == .notFound)
    }

    @Test func `beyond its capacity the pool takes no work, and what it took it does`() async throws {
        let pool = try WorkerPool(threads: 1, capacity: 1)
        let gate = Gate()
        async let first: Void = pool.run(before: Self.later) { gate.pass() }
        await gate.wasReached()
        // One of these two waits, and the other is refused: which one, the scheduler says.
        await withTaskGroup(of: AviaryError.Code?.self) { group in
            for _ in 0..<2 { group.addTask { await Self.code { try await pool.run(before: Self.later) {} } } }
            #expect(await group.next() == .some(.exhausted))
            gate.open()
            #expect(await group.next() == .some(nil))
        }
        try await first
    }

    @Test func `work whose deadline passed before its turn is not done`() async throws {
        let pool = try WorkerPool(threads: 1, capacity: 1)
        let code = await Self.code {
            try await pool.run(before: Moment(nanoseconds: 0)) { () -> Void in Issue.record("nobody waits for this") }
        }
        #expect(code == .deadlineExceeded)
    }

    @Test func `work whose task was cancelled before its turn is not done`() async throws {
        let pool = try WorkerPool(threads: 1, capacity: 2)
        let gate = Gate()
        async let first: Void = pool.run(before: Self.later) { gate.pass() }
        await gate.wasReached()
        let asked = Task {
            try await pool.run(before: Self.later) { () -> Void in Issue.record("nobody waits for this") }
        }
        asked.cancel()
        gate.open()
        #expect(await Self.code { try await asked.value } == .cancelled)
        try await first
    }
}
