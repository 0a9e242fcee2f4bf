import AviaryCore
import Glibc
import Testing

/// Threads of our own.
struct NativeThreadTests {
    @Test(arguments: [(NativeThread.Priority.usual, SCHED_OTHER), (.idle, 5)])
    func `a thread waits for an idle core only where it is told to`(
        priority: NativeThread.Priority,
        policy: Int32
    ) async throws {
        let (policies, continuation) = AsyncStream.makeStream(of: Int32.self)
        try NativeThread.start(priority: priority) {
            continuation.yield(sched_getscheduler(0))
            continuation.finish()
        }
        for await found in policies { #expect(found == policy) }
    }
}
