package import AviaryCore

/// Copies of requests, run one after the other where no client waits: on one thread that gets a core when nobody else
/// wants it.
///
/// What waits is bounded; what does not fit is shed, as is what has waited too long. A copy that is shed says nothing about
/// the version that it was for, so nobody but `/metrics` hears of it.
package final class ShadowQueue: Sendable {
    /// How often a copy is offered to the backlog while its lock is held by another thread, which takes nanoseconds.
    private static let attempts = 256

    private let state: Condition<ShadowBacklog>
    private let instruments = Locked(MirrorInstruments())

    /// Starts the thread.
    ///
    /// - Parameters:
    ///   - capacity: the most copies that wait.
    ///   - maximumBytes: the most bytes that the tensors of those have together.
    ///   - sink: receives each copy that was run, and each that the version failed, on the queue's own thread, in the order
    ///     of their coming.
    /// - Throws: `AviaryError` when the system has no thread to give.
    package init(
        capacity: Int = 256,
        maximumBytes: Int = 64 << 20,
        sink: @escaping @Sendable (MirroredPair) -> Void
    ) throws(AviaryError) {
        let state = Condition(ShadowBacklog(capacity: capacity, maximumBytes: maximumBytes))
        self.state = state
        try NativeThread.start(priority: .idle) {
            var worker = ShadowWorker(state: state, sink: sink)
            worker.work()
        }
    }

    deinit { self.close() }

    /// Takes a copy, or sheds it; never waits, so that event loops may call it.
    ///
    /// - Parameter copy: a request that has been answered.
    package func offer(_ copy: ShadowCopy) {
        let next = ShadowBacklog.Waiting(copy: copy, since: .now, byteCount: copy.byteCount)
        for _ in 0..<Self.attempts {
            let answer: (isTaken: Bool, wakes: Bool)? = self.state.withLockIfFree { backlog in
                let isTaken = backlog.append(next)
                let wakes = isTaken && backlog.isThreadAsleep
                if wakes { backlog.isThreadAsleep = false }
                return (isTaken, wakes)
            }
            // The holder may have been interrupted: waiting for it could take long, so after some attempts it is given up.
            guard let answer else { continue }
            if answer.wakes { self.state.notifyOne() }
            if answer.isTaken { return }
            break
        }
        // Only those who offer meet here: the thread that runs copies counts by instruments of its own.
        self.instruments.withLock { $0.count(.shed, of: copy) }
    }

    /// Takes no more copies, drops those that wait, stops the run that goes on, and ends the thread.
    package func close() {
        let running = self.state.withLock { $0.close() }
        self.state.notifyAll()
        for inference in running { inference.cancel() }
    }
}
