internal import Glibc
internal import Synchronization

/// Values that many threads send and one receives.
///
/// Who sends never waits, whatever becomes of the receiver: a lock could not promise that, because a receiver that gets a core
/// only seldom may be interrupted while it holds it. Nothing bounds the mailbox; who sends must know that there is room.
///
/// `@unchecked Sendable`: `signal` is never changed, and what it points to is used by the semaphore's calls only, which POSIX lets
/// any thread make at any time. Letters are made by one sender and reached again only by whoever has taken the whole chain out by
/// an exchange; that acquires what each sender has released, because every link is put in by an exchange of its own.
@safe
package final class Mailbox<Value: Sendable>: @unchecked Sendable {
    /// A value on its way, and the one that was sent before it.
    @safe
    private final class Letter {
        let value: Value
        var earlier: Unmanaged<Letter>?

        init(_ value: Value) { self.value = value }
    }

    private let latest = unsafe Atomic<Unmanaged<Letter>?>(nil)
    private let closed = Atomic(false)
    private let signal = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    /// Makes an empty mailbox.
    package init() {
        unsafe sem_init(self.signal, 0, 0)
    }

    deinit {
        _ = self.takeAll()
        unsafe sem_destroy(self.signal)
        unsafe self.signal.deallocate()
    }

    /// Sends a value.
    ///
    /// - Parameter value: the value.
    package func send(_ value: Value) {
        let letter = Letter(value)
        // The chain owns its letters: each is retained here and released where it is taken out.
        let link = unsafe Unmanaged.passRetained(letter)
        var earlier = unsafe self.latest.load(ordering: .relaxed)
        while true {
            unsafe letter.earlier = earlier
            let (isDone, found) = unsafe self.latest.weakCompareExchange(
                expected: earlier,
                desired: link,
                successOrdering: .releasing,
                failureOrdering: .relaxed
            )
            if isDone { break }
            unsafe earlier = found
        }
        // Whoever sent the first one of a chain has woken the receiver, which takes all.
        if unsafe earlier == nil { unsafe sem_post(self.signal) }
    }

    /// Waits until there are values; for one thread of our own.
    ///
    /// - Returns: all of them, in the order in which they were sent; `nil` when the mailbox is closed.
    package func receive() -> [Value]? {
        while !self.isClosed {
            // Each chain has one signal, and each taking one chain, so that signals do not pile up.
            unsafe sem_wait(self.signal)
            let values = self.isClosed ? [] : self.takeAll()
            guard values.isEmpty else { return values }
        }
        return nil
    }

    /// Takes what there is, without waiting; for one thread at a time.
    ///
    /// - Returns: all values, in the order in which they were sent.
    package func poll() -> [Value] {
        // The signal of a chain goes with it, or there would be ever more of them.
        unsafe sem_trywait(self.signal)
        return self.takeAll()
    }

    /// Whether the receiving has ended.
    package var isClosed: Bool { self.closed.load(ordering: .sequentiallyConsistent) }

    /// Ends the receiving; what was not received is dropped.
    package func close() {
        self.closed.store(true, ordering: .sequentiallyConsistent)
        unsafe sem_post(self.signal)
    }

    private func takeAll() -> [Value] {
        var values: [Value] = []
        var next = unsafe self.latest.exchange(nil, ordering: .acquiring)
        while let link = unsafe next {
            let letter = unsafe link.takeRetainedValue()
            values.append(letter.value)
            unsafe next = letter.earlier
        }
        return values.reversed()
    }
}
