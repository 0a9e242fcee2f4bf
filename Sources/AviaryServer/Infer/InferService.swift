internal import AviaryCore
internal import Logging

/// What every connection's infer handler shares.
struct InferService: Sendable {
    /// The most bytes of a body, packed or not.
    let maxBodySize: Int
    /// How long a request may take when neither it nor its model says so.
    let defaultDeadline: Duration
    /// How long a body may take to arrive, beyond what its size asks for.
    let readTimeout: Duration
    /// How long a connection may be idle between requests.
    let idleTimeout: Duration
    /// Tells who asks.
    let gatekeeper: Gatekeeper
    /// The event loops' turns, which know the routing table.
    let turns: LoopTurns
    /// Is told what goes wrong.
    let logger: Logger
}
