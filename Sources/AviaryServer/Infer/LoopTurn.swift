internal import AviaryCore
internal import AviaryServing
internal import NIOCore

/// What one wake-up of an event loop has read is run together at the end of the loop's turn, and then sent together.
///
/// The loop's turn has three phases: all sockets are read and their requests decoded, then the models are run, then the
/// replies are written. Each phase finds its code and data in the processor's caches, and a client on the same machine
/// is not woken for every single reply. All requests that one wake-up has read come before the tasks that the loop was
/// given meanwhile; so a task is the end of the turn. Belongs to its loop and is used only there.
final class LoopTurn {
    /// How long a reply that is ready may wait for others, in nanoseconds.
    private static let patience: UInt64 = 500_000

    /// Where requests of this loop get their ids from, and their fortune.
    var random = IdentifierGenerator()
    /// The routing table in force.
    let routes: RouterView
    /// Takes the observations of this loop's requests.
    let observations: AviaryServing.Recorder.Shard
    private let mirror: (@Sendable (ShadowCopy) -> Void)?
    private let eventLoop: any EventLoop
    /// The lanes in which requests wait; an empty one is let go, and its engine with it.
    private var lanes: [ObjectIdentifier: Lane] = [:]
    /// The connections with replies that wait to be sent.
    private var unsent: [InferHandler] = []
    private var unsentSince = Moment.now
    /// The copies for other versions, which wait until the replies are sent.
    private var copies: [ShadowCopy] = []
    private var isScheduled = false
    /// Comes back for a lane whose requests wait for others.
    private var alarm: Scheduled<Void>?

    /// Makes a loop's turn.
    ///
    /// - Parameters:
    ///   - eventLoop: the loop.
    ///   - router: which engine answers which request.
    ///   - observers: who hears of answered requests.
    init(_ eventLoop: any EventLoop, _ router: Router, _ observers: Observers) {
        self.eventLoop = eventLoop
        self.routes = RouterView(router)
        self.observations = observers.recorder.makeShard()
        self.mirror = observers.mirror
    }

    /// Gives a request to its engine: to its own threads, or where the run is quick, at the end of the turn.
    ///
    /// - Parameters:
    ///   - inference: the request.
    ///   - engine: the engine that runs it.
    func submit(_ inference: Inference, to engine: Engine) {
        guard engine.isInline(byteCount: inference.byteCount) else {
            engine.enqueue(inference)
            return
        }
        let key = ObjectIdentifier(engine)
        let lane = self.lanes[key] ?? Lane(engine)
        self.lanes[key] = lane
        lane.add(inference)
        self.schedule()
    }

    /// Sends a connection's replies at the end of the turn.
    ///
    /// - Parameter handler: has written, and not flushed.
    func flushLater(_ handler: InferHandler) {
        if self.unsent.isEmpty {
            self.unsentSince = .now
            self.schedule()
        } else if Moment.now.since(self.unsentSince) > LoopTurn.patience {
            self.flush()
        }
        self.unsent.append(handler)
    }

    /// Gives other versions their copies of a request once its reply, which has been written, is sent.
    ///
    /// - Parameters:
    ///   - attempt: the attempt that answered.
    ///   - outputs: what the model gave.
    func mirrorLater(_ attempt: Attempt, _ outputs: [Tensor]) {
        guard self.mirror != nil else { return }
        let copies = attempt.copies(outputs, using: &self.random)
        guard !copies.isEmpty else { return }
        self.copies += copies
        self.schedule()
    }

    private func schedule() {
        guard !self.isScheduled else { return }
        self.isScheduled = true
        self.eventLoop.assumeIsolated().execute { self.end() }
    }

    /// Runs what is due in every lane, then sends what is ready.
    private func end() {
        self.isScheduled = false
        self.alarm?.cancel()
        self.alarm = nil
        var next: Moment?
        for (key, lane) in self.lanes {
            if let due = lane.turn() {
                next = next.map { min($0, due) } ?? due
            } else {
                self.lanes[key] = nil
            }
        }
        self.flush()
        guard let next else { return }
        let delay = TimeAmount.nanoseconds(Int64(clamping: next.since(.now)))
        self.alarm = self.eventLoop.assumeIsolated().scheduleTask(in: delay) { self.end() }
    }

    private func flush() {
        let unsent = self.unsent
        self.unsent.removeAll(keepingCapacity: true)
        for handler in unsent { handler.flush() }
        guard let mirror, !self.copies.isEmpty else { return }
        for copy in self.copies { mirror(copy) }
        self.copies.removeAll(keepingCapacity: true)
    }
}

/// The turns of all event loops, one each.
final class LoopTurns: Sendable {
    private let turns = Locked<[ObjectIdentifier: NIOLoopBound<LoopTurn>]>([:])
    private let router: Router
    private let observers: Observers

    /// Makes no turns yet.
    ///
    /// - Parameters:
    ///   - router: which engine answers which request.
    ///   - observers: who hears of answered requests.
    init(_ router: Router, _ observers: Observers) {
        self.router = router
        self.observers = observers
    }

    /// The turn of the loop on which this is called.
    func turn(of eventLoop: any EventLoop) -> LoopTurn {
        self.turns.withLock { turns in
            let key = ObjectIdentifier(eventLoop)
            if let known = turns[key] { return known }
            let turn = NIOLoopBound(LoopTurn(eventLoop, self.router, self.observers), eventLoop: eventLoop)
            turns[key] = turn
            return turn
        }.value
    }
}
