internal import AviaryCore
internal import AviaryServing

/// What a connection is doing: one request at a time, so that replies keep the order of pipelined requests.
enum Exchange {
    /// Nothing, since then.
    case idle(since: Moment)
    /// A request that is not for a model is with the router; it is over when both sides have ended.
    case passing(Passing)
    /// It is being found out who asks; what comes meanwhile is held.
    case asking
    /// The body of an infer request arrives.
    case receiving(Receiving)
    /// The engine has the request.
    case running(Running)
    /// The reply was sent before the body had arrived: what still comes is dropped, then the connection ends.
    case discarding(since: Moment)
    /// The connection is being closed.
    case closed

    struct Passing {
        var requestEnded = false
        var replyEnded = false
        var progress: Moment
    }

    struct Receiving {
        let head: InferHead
        let identity: RequestIdentity
        let route: RouteRequest
        /// By whose signature the body is read.
        let reader: Engine
        let since: Moment
    }

    struct Running {
        /// Tells this request's outcome from those of earlier ones.
        let number: UInt64
        let attempt: Attempt
        let head: InferHead
        let identity: RequestIdentity
        let inference: Inference
    }

    /// Whether the next request may begin.
    var isIdle: Bool {
        if case .idle = self { true } else { false }
    }

    /// The slowest sending that is put up with, in bytes a second, once the read timeout is over.
    static let slowestRate: UInt64 = 16 * 1024

    /// When the client has been silent, or slow, for too long.
    ///
    /// - Parameters:
    ///   - received: how much of the body has arrived, in bytes.
    ///   - read: how long a body may take beyond what its size asks for.
    ///   - idle: how long a connection may be idle.
    /// - Returns: the moment; `nil` while the client has nothing to send.
    func patience(received: Int, read: Duration, idle: Duration) -> Moment? {
        switch self {
        case .idle(let since):
            return since.advanced(by: idle)
        case .receiving(let receiving):
            // Each byte buys time, so that a large body may take long, and a trickle may not.
            let bought = UInt64(received).multipliedReportingOverflow(by: 1_000_000_000).partialValue / Self.slowestRate
            return receiving.since.advanced(by: read).advanced(byNanoseconds: bought)
        case .passing(let passing):
            return passing.requestEnded ? nil : passing.progress.advanced(by: read)
        case .discarding(let since):
            return since.advanced(by: read)
        case .asking, .running, .closed:
            return nil
        }
    }
}
