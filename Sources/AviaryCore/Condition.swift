internal import Glibc

/// A value under a lock that threads can wait on until it changes.
///
/// Only for threads of our own: a thread of Swift's concurrency pool or an event loop must never wait.
///
/// `@unchecked Sendable`: the value is reached only while the mutex is held.
@safe
public final class Condition<Value>: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let signal = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let value: UnsafeMutablePointer<Value>

    /// Puts a value under a lock.
    ///
    /// - Parameter value: the first value.
    public init(_ value: sending Value) {
        unsafe pthread_mutex_init(self.mutex, nil)
        var attributes = pthread_condattr_t()
        unsafe pthread_condattr_init(&attributes)
        // Waiting ends by the clock that `Moment` reads, which nobody can set.
        unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        unsafe pthread_cond_init(self.signal, &attributes)
        unsafe pthread_condattr_destroy(&attributes)
        unsafe self.value = .allocate(capacity: 1)
        unsafe self.value.initialize(to: value)
    }

    deinit {
        unsafe pthread_cond_destroy(self.signal)
        unsafe pthread_mutex_destroy(self.mutex)
        unsafe self.value.deinitialize(count: 1)
        unsafe self.value.deallocate()
        unsafe self.signal.deallocate()
        unsafe self.mutex.deallocate()
    }

    /// Runs a closure while holding the lock; the closure must not wait for anything.
    ///
    /// - Parameter body: reads or changes the value.
    /// - Returns: what the closure returns.
    /// - Throws: what the closure throws.
    public func withLock<Result, Failure: Error>(
        _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        unsafe pthread_mutex_lock(self.mutex)
        defer { unsafe pthread_mutex_unlock(self.mutex) }
        return try unsafe body(&self.value.pointee)
    }

    /// Waits until a closure has a result.
    ///
    /// - Parameter step: is called with the lock held, at once, after every change and when its time has come; it
    ///   returns a result, or says until when to wait for a change.
    /// - Returns: the closure's result.
    public func wait<Result>(_ step: (inout Value) -> WaitStep<Result>) -> Result {
        unsafe pthread_mutex_lock(self.mutex)
        defer { unsafe pthread_mutex_unlock(self.mutex) }
        while true {
            switch unsafe step(&self.value.pointee) {
            case .done(let result):
                return result
            case .wait(until: nil):
                unsafe pthread_cond_wait(self.signal, self.mutex)
            case .wait(until: let moment?):
                var time = timespec(
                    tv_sec: Int(moment.nanoseconds / 1_000_000_000),
                    tv_nsec: Int(moment.nanoseconds % 1_000_000_000)
                )
                unsafe pthread_cond_timedwait(self.signal, self.mutex, &time)
            }
        }
    }

    /// Wakes one waiting thread.
    public func notifyOne() { unsafe pthread_cond_signal(self.signal) }

    /// Wakes all waiting threads.
    public func notifyAll() { unsafe pthread_cond_broadcast(self.signal) }
}

/// What a thread that waits does next.
public enum WaitStep<Result> {
    /// It stops waiting.
    case done(Result)
    /// It waits for a change, at the longest until then.
    case wait(until: Moment?)
}
