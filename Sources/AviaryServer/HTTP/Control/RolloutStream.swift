internal import AviaryControl
internal import AviaryCore
internal import Hummingbird
internal import NIOCore

/// A rollout while it goes on, as server-sent events: what it is whenever that changes, and what its analyses know meanwhile.
struct RolloutStream {
    let control: ControlLoop
    let id: String
    let feed: EventFeed

    private static let interval = Duration.milliseconds(500)
    /// After how many looks without news a sign of life is sent.
    private static let patience = 20

    var response: Response {
        get throws(AviaryError) {
            let (control, id, feed) = (self.control, self.id, self.feed)
            // Only for its place among the followers, whose number is bounded.
            let place = try feed.follow()
            return ServerSentEvents.response { writer in
                defer { withExtendedLifetime(place) {} }
                var last: JSONValue?
                var silence = 0
                while !feed.isClosed {
                    let (rollout, analyses) = try await control.rollout(id)
                    let now = rollout.json(with: analyses)
                    if now != last {
                        try await writer.write(ServerSentEvents.event("rollout", id: "\(rollout.revision)", now))
                        (last, silence) = (now, 0)
                    } else if silence >= Self.patience {
                        try await writer.write(ServerSentEvents.signOfLife)
                        silence = 0
                    }
                    if rollout.isOver { return }
                    silence += 1
                    try await Task.sleep(for: Self.interval)
                }
            }
        }
    }
}
