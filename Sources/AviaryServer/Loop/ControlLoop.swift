package import AviaryControl
package import AviaryCore
internal import AviaryServing
package import AviaryStore
internal import DequeModule
package import Logging

/// The one place that turns a decision into an effect: it writes down what happened, then does what follows, then tells.
///
/// Endpoints, rollouts and analyses are kept here; requests never wait for any of it. What takes long (loading a version,
/// asking somebody else) is done outside, so that nothing holds up a rollback.
package actor ControlLoop {
    /// An endpoint and the rollout that goes on there, as others see them.
    package struct Endpoint: Sendable {
        /// The endpoint.
        package let record: EndpointRecord
        /// The rollout.
        package let rollout: Rollout?
    }

    let store: any Store
    let world: ControlWorld
    let logger: Logger
    let collector: Collector
    let metrics = ControlMetrics()
    var records: [ModelName: EndpointRecord] = [:]
    var live: [String: LiveRollout] = [:]
    var notifiers: [String: NotifierSpecification] = [:]
    /// What the copies of each endpoint's requests have shown, by the version that got them.
    var comparisons: [ModelName: [VersionNumber: ShadowComparison]] = [:]
    var random = SystemRandomNumberGenerator()
    /// What could not be written down, by rollout.
    var unwritten: [String: RolloutEvent] = [:]
    var lastRound = Timestamp(milliseconds: 0)
    /// The wait for the next look, while nothing happens.
    var resting: Task<Void, Never>?
    /// How long after the last look this one was to be taken.
    var pause = ControlLoop.calm
    private var generations: [ModelName: UInt64] = [:]
    private var preparations: [String: Task<Void, Never>] = [:]
    /// Versions that are being loaded for what is not written down yet.
    private var reservations: [Reservation] = []
    private var lastRelease: Task<Void, Never>?
    private var isBusy = false
    private var waiting: Deque<CheckedContinuation<Void, Never>> = []

    /// How many changes may wait for their turn.
    private static let maximumWaiting = 1024

    /// Makes a loop that knows nothing yet.
    ///
    /// - Parameters:
    ///   - store: where everything is written down.
    ///   - world: what the loop acts on.
    ///   - collector: what requests and copies have left behind.
    ///   - logger: is told of every transition.
    package init(store: any Store, world: ControlWorld, collector: Collector, logger: Logger) {
        self.store = store
        self.world = world
        self.collector = collector
        self.logger = logger
    }

    // MARK: What there is

    /// All endpoints that somebody has described, by name.
    package var endpoints: [Endpoint] {
        self.records.values.sorted { $0.name < $1.name }.map { self.endpoint(of: $0) }
    }

    /// An endpoint that somebody has described.
    ///
    /// - Parameter name: its name.
    /// - Returns: the endpoint; `nil` if nobody has.
    package func endpoint(_ name: ModelName) -> Endpoint? { self.records[name].map { self.endpoint(of: $0) } }

    private func endpoint(of record: EndpointRecord) -> Endpoint {
        Endpoint(record: record, rollout: record.rollout.flatMap { self.live[$0]?.rollout })
    }

    /// What the copies of an endpoint's requests have shown.
    ///
    /// - Parameter endpoint: the endpoint.
    /// - Returns: a comparison for each version that has had copies.
    package func comparisons(of endpoint: ModelName) -> [VersionNumber: ShadowComparison] {
        self.comparisons[endpoint] ?? [:]
    }

    /// A rollout, and what its analyses know just now.
    ///
    /// - Parameter id: the rollout, or the endpoint whose rollout goes on, or was the last one.
    /// - Returns: both.
    /// - Throws: `AviaryError` with code `notFound` when there is none.
    package func rollout(_ id: String) async throws(AviaryError) -> (rollout: Rollout, analyses: [AnalysisReport]) {
        let ongoing = (try? ModelName(id)).flatMap { self.records[$0]?.rollout }
        if let known = self.live[ongoing ?? id] {
            let now = self.world.now()
            let reports = known.analyses.sorted { $0.key < $1.key }.map { $0.value.analysis.report(at: now) }
            return (known.rollout, reports)
        }
        if let stored = try await self.store.rollout(id) { return (stored, []) }
        if let name = try? ModelName(id),
            let last = try await self.store.rollouts(RolloutQuery(endpoint: name, limit: 1)).first
        {
            return (last, [])
        }
        throw Self.noRollout(id)
    }

    /// The same for one that somebody may not know of.
    static func noRollout(_ id: String) -> AviaryError {
        AviaryError(
            .notFound,
            "there is no rollout '\(id)', and no endpoint of this name that had one",
            remedy: "'aviary rollout list' shows all"
        )
    }

    /// Everybody who is told what happens, by name.
    package var notified: [NotifierSpecification] { self.notifiers.values.sorted { $0.name < $1.name } }

    // MARK: One change after the other

    /// Makes changes one after the other, in the order in which they came.
    func exclusively<Value>(
        _ change: () async throws(AviaryError) -> Value
    ) async throws(AviaryError) -> Value {
        if self.isBusy {
            guard self.waiting.count < Self.maximumWaiting else {
                throw AviaryError(.exhausted, "\(Self.maximumWaiting) changes wait already", remedy: "try again later")
            }
            await withCheckedContinuation { self.waiting.append($0) }
        }
        self.isBusy = true
        defer {
            // Who is next finds the door closed behind them, so that nobody slips in between.
            if let next = self.waiting.popFirst() { next.resume() } else { self.isBusy = false }
        }
        return try await change()
    }

    /// Writes a change down, and then tells of it.
    func commit(_ change: StoreChange) async throws(AviaryError) {
        var change = change
        change.address(to: self.notifiers.values)
        let recorded = try await self.store.commit(change)
        if let endpoint = change.endpoint { self.records[endpoint.name] = endpoint }
        if let removed = change.removed { self.records[removed] = nil }
        for event in recorded { self.note(event) }
        self.world.publish(recorded)
    }

    // MARK: What is to be done

    func perform(_ actions: [RolloutAction], for rollout: Rollout) {
        // Observing begins and ends with judging, also where the shares stay as they are.
        let isRouted = actions.contains(where: \.isOfRoutes)
        if !isRouted, actions.contains(where: \.isOfAnalysis) { self.route(rollout.endpoint) }
        for action in actions {
            switch action {
            case .prepare(let version): self.prepare(version, rollout)
            case .route: self.route(rollout.endpoint)
            case .analyse(let step): self.beginAnalysis(step, rollout)
            case .endAnalysis(let step): self.live[rollout.id]?.analyses[step] = nil
            case .release(let version): self.letGo(version, self.model(of: rollout.endpoint))
            }
        }
        self.metrics.record(rollout)
    }

    private func model(of endpoint: ModelName) -> ModelName {
        self.records[endpoint]?.specification.model ?? endpoint
    }

    /// Puts an endpoint's routes in force.
    func route(_ name: ModelName) {
        guard let record = self.records[name] else {
            self.world.unroute(name)
            self.world.keep(name, nil)
            return self.collector.follow(name, nil)
        }
        self.route(record, record.rollout.flatMap { self.live[$0]?.rollout })
    }

    /// Puts the routes in force that an endpoint has with a rollout, or without.
    func route(_ record: EndpointRecord, _ rollout: Rollout?) {
        let generation = (self.generations[record.name] ?? 0) + 1
        self.generations[record.name] = generation
        self.collector.follow(record.name, record.specification.agreement)
        self.world.keep(record.name, record.specification.log)
        self.world.route(Traffic(record, rollout, generation: generation))
    }

    private func beginAnalysis(_ step: Int, _ rollout: Rollout) {
        guard let plan = rollout.plan.steps[step].analysis else { return }
        self.live[rollout.id]?.analyses[step] = AnalysisRun(
            analysis: Analysis(step: step, plan: plan, started: self.world.now()),
            generation: self.generations[rollout.endpoint] ?? 0
        )
        self.resting?.cancel()
    }

    private func prepare(_ version: VersionNumber, _ rollout: Rollout) {
        guard rollout.phase == .preparing else { return }
        let (world, model) = (self.world, self.model(of: rollout.endpoint))
        self.preparations[rollout.id] = Task {
            let event: RolloutEvent
            do throws(AviaryError) {
                try await world.require(model, version)
                try await world.check(model, version, rollout.stable)
                event = .prepared
            } catch {
                event = .refused(reason: error.description)
            }
            await self.prepared(rollout.id, event)
        }
    }

    private func prepared(_ id: String, _ event: RolloutEvent) async {
        self.preparations[id] = nil
        await self.happens(event, to: id)
    }

    /// Lets a version go that nobody needs any more.
    func letGo(_ version: VersionNumber, _ model: ModelName) {
        guard !self.reservations.contains(Reservation(model: model, version: version)) else { return }
        let isNeeded = self.records.values.contains { record in
            record.specification.model == model
                && record.needed(with: record.rollout.flatMap { self.live[$0]?.rollout }).contains(version)
        }
        guard !isNeeded else { return }
        let (world, before) = (self.world, self.lastRelease)
        self.lastRelease = Task {
            await before?.value
            await world.release(model, version)
        }
    }

    // MARK: Versions that are about to be needed

    private struct Reservation: Equatable {
        let model: ModelName
        let version: VersionNumber
    }

    /// Keeps versions from being let go while a change is made that needs them.
    func reserving<Value>(
        _ versions: [VersionNumber],
        of model: ModelName,
        _ change: () async throws(AviaryError) -> Value
    ) async throws(AviaryError) -> Value {
        // What is being let go just now must not go after it was loaded again.
        await self.lastRelease?.value
        let mine = versions.map { Reservation(model: model, version: $0) }
        self.reservations += mine
        defer {
            for one in mine {
                guard let index = self.reservations.firstIndex(of: one) else { continue }
                self.reservations.remove(at: index)
            }
            // What the change has not come to need goes.
            for version in versions { self.letGo(version, model) }
        }
        return try await change()
    }

    /// Waits until what was begun has come to its end; for the end of the program.
    package func settle() async {
        for task in self.preparations.values { await task.value }
        await self.lastRelease?.value
    }
}

extension RolloutAction {
    fileprivate var isOfRoutes: Bool { if case .route = self { true } else { false } }

    fileprivate var isOfAnalysis: Bool {
        switch self {
        case .analyse, .endAnalysis: true
        case .prepare, .route, .release: false
        }
    }
}
