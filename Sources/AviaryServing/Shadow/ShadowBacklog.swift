internal import AviaryCore
internal import Synchronization

/// How much waits for the thread that runs copies, so that those who offer know whether there is room.
final class ShadowBacklog: Sendable {
    private let capacity: Int
    private let maximumBytes: Int
    private let count = Atomic(0)
    private let byteCount = Atomic(0)

    init(capacity: Int, maximumBytes: Int) {
        self.capacity = capacity
        self.maximumBytes = maximumBytes
    }

    /// Takes room for a copy, without waiting.
    ///
    /// - Returns: whether there was room.
    func enter(byteCount: Int) -> Bool {
        guard self.count.add(1, ordering: .relaxed).newValue <= self.capacity else {
            self.count.subtract(1, ordering: .relaxed)
            return false
        }
        guard self.byteCount.add(byteCount, ordering: .relaxed).newValue <= self.maximumBytes else {
            self.leave(byteCount: byteCount)
            return false
        }
        return true
    }

    /// Gives the room back.
    func leave(byteCount: Int) {
        self.count.subtract(1, ordering: .relaxed)
        self.byteCount.subtract(byteCount, ordering: .relaxed)
    }
}

/// A copy that waits.
struct WaitingCopy: Sendable {
    let copy: ShadowCopy
    /// Since when.
    let since: Moment
    /// How many bytes its tensors have.
    let byteCount: Int
}
