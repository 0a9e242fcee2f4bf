import AviaryCore

/// A clock that stands still until somebody waits on it, and then is at once where they wanted to be.
struct SimulatedClock: Clock {
    struct Instant: InstantProtocol {
        var offset: Duration = .zero

        func advanced(by duration: Duration) -> Instant { Instant(offset: self.offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - self.offset }
        static func < (lhs: Instant, rhs: Instant) -> Bool { lhs.offset < rhs.offset }
    }

    private let state = Locked<(now: Instant, waits: [Duration])>((Instant(), []))

    var now: Instant { self.state.withLock { $0.now } }
    var minimumResolution: Duration { .nanoseconds(1) }

    /// How long each wait was, in their order.
    var waits: [Duration] { self.state.withLock { $0.waits } }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        self.state.withLock { state in
            state.waits.append(state.now.duration(to: deadline))
            state.now = max(state.now, deadline)
        }
    }

    /// Lets time pass that nobody waits for.
    func pass(_ duration: Duration) {
        self.state.withLock { $0.now = $0.now.advanced(by: duration) }
    }
}
