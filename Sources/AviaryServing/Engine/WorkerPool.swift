package import AviaryCore
internal import DequeModule

/// Threads of our own for work that takes milliseconds and no model: decoding pictures, drawing, encoding.
///
/// Neither an event loop nor one of the few threads that all tasks share must be held up by it. What waits is bounded.
package final class WorkerPool: Sendable {
    private struct State {
        var waiting: Deque<@Sendable () -> Void> = []
        var isClosed = false
    }

    private let state = Condition(State())
    private let capacity: Int

    /// Starts threads.
    ///
    /// - Parameters:
    ///   - threads: how many, at least 1.
    ///   - capacity: how much work may wait.
    /// - Throws: `AviaryError` when the system has no thread to give.
    package init(threads: Int, capacity: Int) throws(AviaryError) {
        self.capacity = capacity
        for _ in 0..<threads {
            let state = self.state
            try NativeThread.start {
                while let work = Self.next(state) { work() }
            }
        }
    }

    deinit {
        self.state.withLock { $0.isClosed = true }
        self.state.notifyAll()
    }

    private static func next(_ state: Condition<State>) -> (@Sendable () -> Void)? {
        state.wait { state in
            if let work = state.waiting.popFirst() { return .done(work) }
            return state.isClosed ? .done(nil) : .wait(until: nil)
        }
    }

    /// Does work on one of the threads.
    ///
    /// Work whose task was cancelled before its turn came is not done.
    ///
    /// - Parameters:
    ///   - deadline: work whose turn comes later is not done.
    ///   - work: what to do.
    /// - Returns: what the work gives.
    /// - Throws: `AviaryError` with code `exhausted` when too much waits already, `deadlineExceeded` when its turn came too
    ///   late, `cancelled` when nobody waits for it any more, and what the work throws.
    package func run<Value: Sendable>(
        before deadline: Moment,
        _ work: @escaping @Sendable () throws(AviaryError) -> Value
    ) async throws(AviaryError) -> Value {
        let isCancelled = Locked(false)
        let result: Result<Value, AviaryError> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isAccepted = self.add {
                    continuation.resume(returning: Self.attempt(before: deadline, isCancelled, work))
                }
                guard !isAccepted else { return }
                continuation.resume(
                    returning: .failure(
                        AviaryError(.exhausted, "\(self.capacity) pictures wait already", remedy: "try again later")
                    )
                )
            }
        } onCancel: {
            isCancelled.withLock { $0 = true }
        }
        return try result.get()
    }

    private func add(_ work: @escaping @Sendable () -> Void) -> Bool {
        let isAccepted = self.state.withLock { state in
            guard state.waiting.count < self.capacity else { return false }
            state.waiting.append(work)
            return true
        }
        if isAccepted { self.state.notifyOne() }
        return isAccepted
    }

    private static func attempt<Value>(
        before deadline: Moment,
        _ isCancelled: Locked<Bool>,
        _ work: () throws(AviaryError) -> Value
    ) -> Result<Value, AviaryError> {
        guard !isCancelled.withLock({ $0 }) else {
            return .failure(AviaryError(.cancelled, "the client went away before the answer was there"))
        }
        guard Moment.now < deadline else {
            return .failure(AviaryError(.deadlineExceeded, "the deadline passed while the picture waited"))
        }
        do throws(AviaryError) {
            return .success(try work())
        } catch {
            return .failure(error)
        }
    }
}
