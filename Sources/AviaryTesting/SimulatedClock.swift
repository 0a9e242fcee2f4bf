internal import AviaryCore

/// A clock that stands still until somebody waits on it, and then is at once where they wanted to be.
package struct SimulatedClock: Clock {
    /// So long after the clock's beginning.
    package struct Instant: InstantProtocol {
        fileprivate var offset: Duration = .zero

        package func advanced(by duration: Duration) -> Instant { Instant(offset: self.offset + duration) }
        package func duration(to other: Instant) -> Duration { other.offset - self.offset }
        package static func < (lhs: Instant, rhs: Instant) -> Bool { lhs.offset < rhs.offset }
    }

    private let state = Locked<(now: Instant, waits: [Duration])>((Instant(), []))

    /// Makes a clock at its beginning.
    package init() {}

    package var now: Instant { self.state.withLock { $0.now } }
    package var minimumResolution: Duration { .nanoseconds(1) }

    /// How long each wait was, in their order.
    package var waits: [Duration] { self.state.withLock { $0.waits } }

    package func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        self.state.withLock { state in
            state.waits.append(state.now.duration(to: deadline))
            state.now = max(state.now, deadline)
        }
    }

    /// Lets time pass that nobody waits for.
    ///
    /// - Parameter duration: how much.
    package func pass(_ duration: Duration) {
        self.state.withLock { $0.now = $0.now.advanced(by: duration) }
    }
}
