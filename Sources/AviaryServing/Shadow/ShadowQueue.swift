package import AviaryCore

/// Copies of requests, run one after the other where no client waits: on one thread that gets a core when nobody else
/// wants it.
///
/// What waits is bounded; what does not fit is shed, as is what has waited too long. A copy that is shed says nothing about
/// the version that it was for, so nobody but `/metrics` hears of it.
package final class ShadowQueue: Sendable {
    private let backlog: ShadowBacklog
    private let mailbox = Mailbox<WaitingCopy>()
    private let running = Locked<[Inference]>([])
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
        let backlog = ShadowBacklog(capacity: capacity, maximumBytes: maximumBytes)
        self.backlog = backlog
        let (mailbox, running) = (self.mailbox, self.running)
        try NativeThread.start(priority: .idle) {
            var worker = ShadowWorker(mailbox: mailbox, backlog: backlog, running: running, sink: sink)
            worker.work()
        }
    }

    deinit { self.close() }

    /// Takes a copy, or sheds it; never waits, so that event loops may call it.
    ///
    /// - Parameter copy: a request that has been answered.
    package func offer(_ copy: ShadowCopy) {
        let next = WaitingCopy(copy: copy, since: .now, byteCount: copy.byteCount)
        if self.backlog.enter(byteCount: next.byteCount) {
            self.mailbox.send(next)
        } else {
            // Only those who offer meet here: the thread that runs copies counts by instruments of its own.
            self.instruments.withLock { $0.count(.shed, of: copy) }
        }
    }

    /// Takes no more copies, drops those that wait, stops the run that goes on, and ends the thread.
    package func close() {
        self.mailbox.close()
        for inference in self.running.withLock({ $0 }) { inference.cancel() }
    }
}
