internal import AviaryCore
internal import AviaryServing
internal import NIOCore

/// Gives requests to engines from one event loop, and runs what may be joined at the end of the loop's turn.
///
/// All requests that one wake-up of the loop has read come before the tasks that it was given meanwhile; so a task is the
/// end of the turn. Belongs to its loop and is used only there.
final class LoopTurn {
    /// Where requests of this loop get their ids from.
    var random = IdentifierGenerator()
    private let eventLoop: any EventLoop
    /// The lanes in which requests wait; an empty one is let go, and its engine with it.
    private var lanes: [ObjectIdentifier: Lane] = [:]
    private var isScheduled = false

    init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    /// Gives a request to its engine: at once, or at the end of the turn where requests are joined.
    ///
    /// - Parameters:
    ///   - inference: the request.
    ///   - engine: the engine that runs it.
    func submit(_ inference: Inference, to engine: Engine) {
        guard engine.batching != nil, engine.isInline(byteCount: inference.byteCount) else {
            engine.submit(inference)
            return
        }
        let key = ObjectIdentifier(engine)
        let lane = self.lanes[key] ?? Lane(engine)
        self.lanes[key] = lane
        lane.add(inference)
        guard !self.isScheduled else { return }
        self.isScheduled = true
        self.eventLoop.assumeIsolated().execute { self.end() }
    }

    /// Runs what is due in every lane.
    private func end() {
        self.isScheduled = false
        var next: Moment?
        for (key, lane) in self.lanes {
            if let due = lane.turn() {
                next = next.map { min($0, due) } ?? due
            } else {
                self.lanes[key] = nil
            }
        }
        guard let next, !self.isScheduled else { return }
        self.isScheduled = true
        let delay = TimeAmount.nanoseconds(Int64(clamping: next.since(.now)))
        self.eventLoop.assumeIsolated().scheduleTask(in: delay) { self.end() }
    }
}

/// The turns of all event loops, one each.
final class LoopTurns: Sendable {
    private let turns = Locked<[ObjectIdentifier: NIOLoopBound<LoopTurn>]>([:])

    /// The turn of the loop on which this is called.
    func turn(of eventLoop: any EventLoop) -> LoopTurn {
        self.turns.withLock { turns in
            let key = ObjectIdentifier(eventLoop)
            if let known = turns[key] { return known }
            let turn = NIOLoopBound(LoopTurn(eventLoop), eventLoop: eventLoop)
            turns[key] = turn
            return turn
        }.value
    }
}
