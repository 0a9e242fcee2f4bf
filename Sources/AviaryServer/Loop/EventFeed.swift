internal import AviaryCore

/// Tells those who follow the log that there is more of it.
///
/// A follower is told only that; it reads what is new from the store, so that one who is slow misses nothing and holds up
/// nobody.
final class EventFeed: Sendable {
    private struct State {
        var followers: [Int: AsyncStream<Void>.Continuation] = [:]
        var next = 0
        var isClosed = false
    }

    private let state = Locked(State())

    /// How many may follow at once.
    private static let maximumFollowers = 256

    /// Makes a feed without followers.
    init() {}

    /// Says that the log has new entries.
    func wake() {
        for follower in self.state.withLock({ Array($0.followers.values) }) { follower.yield() }
    }

    /// Whether the server stops.
    var isClosed: Bool { self.state.withLock { $0.isClosed } }

    /// Ends all following, and refuses any that would begin: the server stops.
    func close() {
        let followers = self.state.withLock { state in
            state.isClosed = true
            return Array(state.followers.values)
        }
        for follower in followers { follower.finish() }
    }

    /// Begins to follow.
    ///
    /// - Returns: an element whenever there is more, several of them as one.
    /// - Throws: `AviaryError` with code `exhausted` when too many follow already, `unavailable` when the server stops.
    func follow() throws(AviaryError) -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let refusal: AviaryError? = self.state.withLock { state in
            guard !state.isClosed else { return AviaryError(.unavailable, "the server stops") }
            guard state.followers.count < Self.maximumFollowers else {
                return AviaryError(.exhausted, "\(Self.maximumFollowers) clients follow already")
            }
            let number = state.next
            state.next += 1
            state.followers[number] = continuation
            continuation.onTermination = { _ in
                self.state.withLock { _ = $0.followers.removeValue(forKey: number) }
            }
            return nil
        }
        if let refusal { throw refusal }
        return stream
    }
}
