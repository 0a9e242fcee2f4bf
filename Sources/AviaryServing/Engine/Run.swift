internal import AviaryCore
internal import Synchronization

/// Requests that are being run together; stopped when none of them is waited for any more.
final class Run: Sendable {
    let inferences: [Inference]
    let control = RunControl()
    private let waiting: Atomic<Int>

    init(_ inferences: [Inference]) {
        self.inferences = inferences
        self.waiting = Atomic(inferences.count)
    }

    /// One of the requests has been answered.
    func leave() {
        if self.waiting.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 { self.control.stop() }
    }
}
