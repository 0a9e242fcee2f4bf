#if THREAD_SANITIZER
internal import Glibc
#else
public import Synchronization
#endif

/// A value that lives inside its lock: there is no way to reach it without holding the lock.
///
/// Under the thread sanitizer the lock is a pthread mutex, because the sanitizer cannot see the futex inside
/// `Synchronization.Mutex` and would report races in correct code.
public final class Locked<Value>: Sendable {
    #if THREAD_SANITIZER
    private let storage: PThreadStorage<Value>

    /// Puts a value under a lock.
    ///
    /// - Parameter value: the first value.
    public init(_ value: sending Value) { self.storage = PThreadStorage(value) }

    /// Runs a closure while holding the lock.
    ///
    /// The closure must not wait for anything.
    ///
    /// - Parameter body: reads or changes the value.
    /// - Returns: what the closure returns.
    /// - Throws: what the closure throws.
    public func withLock<Result, Failure: Error>(
        _ body: (inout sending Value) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        try self.storage.withLock(body)
    }
    #else
    @usableFromInline let mutex: Mutex<Value>

    /// Puts a value under a lock.
    ///
    /// - Parameter value: the first value.
    public init(_ value: sending Value) { self.mutex = Mutex(value) }

    /// Runs a closure while holding the lock.
    ///
    /// The closure must not wait for anything. It becomes part of its caller: several locks are taken for every request.
    ///
    /// - Parameter body: reads or changes the value.
    /// - Returns: what the closure returns.
    /// - Throws: what the closure throws.
    @inlinable
    public func withLock<Result, Failure: Error>(
        _ body: (inout sending Value) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        try self.mutex.withLock(body)
    }
    #endif
}

#if THREAD_SANITIZER
/// The value beside a pthread mutex, both at fixed addresses.
///
/// `@unchecked Sendable`: the value is reached only in `withLock`, between lock and unlock of the mutex.
@safe
private final class PThreadStorage<Value>: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let value = UnsafeMutablePointer<Value>.allocate(capacity: 1)

    init(_ value: sending Value) {
        unsafe pthread_mutex_init(self.mutex, nil)
        unsafe self.value.initialize(to: value)
    }

    deinit {
        unsafe pthread_mutex_destroy(self.mutex)
        unsafe self.mutex.deallocate()
        unsafe self.value.deinitialize(count: 1)
        unsafe self.value.deallocate()
    }

    func withLock<Result, Failure: Error>(
        _ body: (inout sending Value) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        unsafe pthread_mutex_lock(self.mutex)
        defer { unsafe pthread_mutex_unlock(self.mutex) }
        return try unsafe body(&self.value.pointee)
    }
}
#endif
