internal import AviaryCore
internal import DequeModule

/// Lets one through after the other, in the order in which they came, also where they wait for something while inside.
final class Turnstile: Sendable {
    private struct State {
        var isBusy = false
        var waiting: Deque<CheckedContinuation<Void, Never>> = []
    }

    private let state = Locked(State())
    private let capacity: Int

    /// Makes a turnstile.
    ///
    /// - Parameter capacity: how many may wait.
    init(capacity: Int) { self.capacity = capacity }

    /// Waits for its turn; ``leave()`` has to follow.
    ///
    /// - Throws: `AviaryError` with code `exhausted` when too many wait.
    func enter() async throws(AviaryError) {
        let isFull = self.state.withLock { $0.isBusy && $0.waiting.count >= self.capacity }
        guard !isFull else {
            throw AviaryError(.exhausted, "\(self.capacity) changes wait already", remedy: "try again later")
        }
        await withCheckedContinuation { continuation in
            let isFree = self.state.withLock { state in
                guard state.isBusy else {
                    state.isBusy = true
                    return true
                }
                state.waiting.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    /// Lets the next one through.
    func leave() {
        let next = self.state.withLock { state in
            let next = state.waiting.popFirst()
            if next == nil { state.isBusy = false }
            return next
        }
        next?.resume()
    }
}
