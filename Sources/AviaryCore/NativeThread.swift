internal import Glibc

/// A thread of our own, for work that blocks: running models and keeping deadlines.
public enum NativeThread {
    /// Starts a thread.
    ///
    /// - Parameter body: what the thread does; the thread ends when it returns.
    /// - Throws: ``AviaryError`` with code `exhausted` when the system has no thread to give.
    public static func start(_ body: @escaping @Sendable () -> Void) throws(AviaryError) {
        let start = unsafe Unmanaged.passRetained(Start(body: body))
        var thread = pthread_t()
        let code = unsafe pthread_create(
            &thread,
            nil,
            { pointer in
                // The closure belongs to this thread alone: it was retained once for it.
                let start = unsafe pointer.map { unsafe Unmanaged<Start>.fromOpaque($0).takeRetainedValue() }
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
        let body: @Sendable () -> Void

        init(body: @escaping @Sendable () -> Void) { self.body = body }
    }
}
