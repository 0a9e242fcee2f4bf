internal import Glibc

/// A thread of our own, for work that blocks: running models and keeping deadlines.
public enum NativeThread {
    /// `SCHED_IDLE` of Linux, whose name the module of the C library leaves out.
    private static let idlePolicy: Int32 = 5

    /// When a thread gets a core.
    public enum Priority: Sendable {
        /// As any other.
        case usual
        /// When a core would be idle otherwise.
        ///
        /// Linux calls it `SCHED_IDLE`, and it needs no privilege: whoever else becomes ready takes the core at once, which
        /// the lowest nice value does not promise. A thread that is interrupted so keeps the locks that it holds, so those
        /// that others need must be held for nanoseconds only; who waits for one leaves its core to the holder.
        case idle
    }

    /// Starts a thread.
    ///
    /// - Parameters:
    ///   - priority: when the thread gets a core; where the system refuses it, as any other.
    ///   - body: what the thread does; the thread ends when it returns.
    /// - Throws: ``AviaryError`` with code `exhausted` when the system has no thread to give.
    public static func start(
        priority: Priority = .usual,
        _ body: @escaping @Sendable () -> Void
    ) throws(AviaryError) {
        let start = unsafe Unmanaged.passRetained(Start(priority: priority, body: body))
        var thread = pthread_t()
        let code = unsafe pthread_create(
            &thread,
            nil,
            { pointer in
                // The closure belongs to this thread alone: it was retained once for it.
                let start = unsafe pointer.map { unsafe Unmanaged<Start>.fromOpaque($0).takeRetainedValue() }
                if start?.priority == .idle {
                    var parameters = sched_param()
                    // 0 is the calling thread.
                    unsafe sched_setscheduler(0, NativeThread.idlePolicy, &parameters)
                }
                start?.body()
                return nil
            },
            start.toOpaque()
        )
        guard code == 0 else {
            unsafe start.release()
            throw AviaryError(
                .exhausted,
                "the system refuses a new thread (error \(code))",
                remedy: "raise the limit of threads ('ulimit -u', or pids.max of the container)"
            )
        }
        pthread_detach(thread)
    }

    private final class Start: Sendable {
        let priority: Priority
        let body: @Sendable () -> Void

        init(priority: Priority, body: @escaping @Sendable () -> Void) {
            self.priority = priority
            self.body = body
        }
    }
}
