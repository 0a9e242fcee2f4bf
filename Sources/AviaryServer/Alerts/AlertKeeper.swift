package import AviaryControl
package import AviaryCore
package import AviaryStore
package import Logging

/// Keeps alerts: takes what monitors say, writes down what becomes of it together with who is to be told, and answers for it.
///
/// What cannot be written down has not happened: alerts stay as they were, and the monitors' next round says it again.
package actor AlertKeeper {
    /// What the keeper needs of the world; tests give it another one.
    package struct World: Sendable {
        /// The time.
        package var now: @Sendable () -> Timestamp
        /// A name that no silence has yet.
        package var newID: @Sendable () -> String
        /// What is watched at an endpoint; nothing for one that is not there.
        package var monitors: @Sendable (ModelName) async -> [MonitorSpecification]
        /// The versions that an endpoint has; `nil` for one that is not there.
        package var versions: @Sendable (ModelName) -> Set<VersionNumber>?
        /// Everybody who may be told.
        package var notifiers: @Sendable () async -> [NotifierSpecification]
        /// Tells whoever listens what has been written down.
        package var publish: @Sendable ([RecordedEvent]) -> Void

        /// Makes a world.
        package init(
            now: @escaping @Sendable () -> Timestamp,
            newID: @escaping @Sendable () -> String,
            monitors: @escaping @Sendable (ModelName) async -> [MonitorSpecification],
            versions: @escaping @Sendable (ModelName) -> Set<VersionNumber>?,
            notifiers: @escaping @Sendable () async -> [NotifierSpecification],
            publish: @escaping @Sendable ([RecordedEvent]) -> Void
        ) {
            self.now = now
            self.newID = newID
            self.monitors = monitors
            self.versions = versions
            self.notifiers = notifiers
            self.publish = publish
        }
    }

    let store: any Store
    let world: World
    private let logger: Logger
    private let metrics = AlertMetrics()
    private let turnstile = Turnstile(capacity: 1024)
    /// All alerts that are pending or firing, and the silences, as they are written down.
    private(set) var board = AlertBoard()

    /// Makes a keeper that knows nothing yet.
    ///
    /// - Parameters:
    ///   - store: where everything is written down.
    ///   - world: what the keeper asks and tells.
    ///   - logger: is told what happens.
    package init(store: any Store, world: World, logger: Logger) {
        self.store = store
        self.world = world
        self.logger = logger
    }

    /// Takes up what the store says.
    ///
    /// - Throws: `AviaryError` when the store cannot be read.
    package func recover() async throws(AviaryError) {
        let query = AlertQuery(states: [.pending, .firing], limit: AlertBoard.maximumAlerts)
        let alerts = try await self.store.alerts(query)
        let silences = try await self.store.silences()
        self.board = AlertBoard(alerts: alerts, silences: silences, last: try await self.store.lastAlert())
        self.metrics.record(self.board)
    }

    /// Takes a round of judgements.
    ///
    /// A judgement of a monitor that its endpoint does not have any more is none.
    ///
    /// - Parameters:
    ///   - judgements: what monitors say of one moment.
    ///   - now: the moment.
    package func take(_ judgements: [Judgement], at now: Timestamp) async {
        var rules: [ModelName: [String: AlertRule]] = [:]
        for endpoint in Set(judgements.map(\.subject.endpoint)) {
            rules[endpoint] = await self.rules(of: endpoint)
        }
        let round = judgements.compactMap { judgement in
            rules[judgement.subject.endpoint]?[judgement.subject.monitor].map {
                AlertEvent.Judged(judgement, $0)
            }
        }
        guard !round.isEmpty else { return }
        await self.attempt(.judged(round), at: now)
    }

    /// Lets time pass: silences end, and alerts whose monitors or versions are gone are over.
    ///
    /// - Parameter now: the time.
    package func tick(at now: Timestamp) async {
        for endpoint in Set(self.board.alerts.values.map(\.subject.endpoint)).sorted() {
            let monitors = Set(await self.rules(of: endpoint).keys)
            let alerts = self.board.alerts.values.filter { $0.subject.endpoint == endpoint }
            if !alerts.allSatisfy({ monitors.contains($0.subject.monitor) }) {
                await self.attempt(.watched(endpoint, monitors: monitors), at: now)
            }
            // Nothing is judged of a version that is gone, so that nothing else would end its alerts.
            if let versions = self.world.versions(endpoint),
                !alerts.allSatisfy({ $0.version.map(versions.contains) ?? true })
            {
                await self.attempt(.served(endpoint, versions: versions), at: now)
            }
        }
        await self.attempt(.ticked, at: now)
    }

    private func rules(of endpoint: ModelName) async -> [String: AlertRule] {
        let monitors = await self.world.monitors(endpoint)
        return Dictionary(monitors.map { ($0.name, AlertRule($0)) }) { first, _ in first }
    }

    private func attempt(_ event: AlertEvent, at now: Timestamp) async {
        do throws(AviaryError) {
            try await self.happens(event, at: now)
        } catch {
            self.logger.error("Alerts cannot be written down", metadata: ["reason": "\(error)"])
        }
    }

    // MARK: What people ask for

    /// Says that somebody takes care of an alert.
    ///
    /// - Parameters:
    ///   - id: the alert.
    ///   - comment: what they say.
    ///   - asking: who asks, and how.
    /// - Returns: the alert after it.
    /// - Throws: `AviaryError` with code `notFound` when there is none that is pending or firing.
    package func acknowledge(_ id: String, _ comment: String, _ asking: Asking) async throws(AviaryError) -> Alert {
        let event = AlertEvent.acknowledged(id: id, by: asking.actor, comment: comment)
        try await self.happens(event, at: self.world.now(), asking) { board in board.alert(id)?.json }
        guard let alert = self.board.alert(id) else { throw AviaryError(.notFound, "alert '\(id)' is over") }
        return alert
    }

    /// Has nobody told of some alerts for a while.
    ///
    /// - Parameters:
    ///   - silence: which ones, and how long.
    ///   - asking: who asks, and how.
    /// - Throws: `AviaryError` with code `exhausted` when there are too many.
    package func silence(_ silence: Silence, _ asking: Asking) async throws(AviaryError) {
        try await self.happens(.silenced(silence), at: self.world.now(), asking) { _ in silence.json }
    }

    /// Ends a silence.
    ///
    /// - Parameter id: the silence.
    /// - Throws: `AviaryError` with code `notFound` when there is none.
    package func unsilence(_ id: String) async throws(AviaryError) {
        try await self.happens(.unsilenced(id: id), at: self.world.now())
    }

    /// All silences, the one that ends first first.
    package var silences: [Silence] {
        self.board.silences.values.sorted { ($0.ends, $0.id) < ($1.ends, $1.id) }
    }

    /// An alert, also one that is over, and the silence that holds for it.
    ///
    /// - Parameter id: its name.
    /// - Returns: both.
    /// - Throws: `AviaryError` with code `notFound` when there is none.
    package func alert(_ id: String) async throws(AviaryError) -> (alert: Alert, silence: Silence?) {
        let number = id.hasPrefix("a") ? Int64(id.dropFirst()) : nil
        var found = self.board.alert(id)
        if found == nil, let number { found = try await self.store.alerts(AlertQuery(number: number)).first }
        guard let found else { throw Self.noAlert(id) }
        return (found, found.isLive ? self.board.silence(for: found, at: self.world.now()) : nil)
    }

    /// The same for one that somebody may not know of.
    static func noAlert(_ id: String) -> AviaryError {
        AviaryError(
            .notFound,
            "there is no alert '\(id.prefix(40))'",
            remedy: "'aviary alerts list --all' shows all"
        )
    }

    // MARK: One change after the other

    private func happens(
        _ event: AlertEvent,
        at now: Timestamp,
        _ asking: Asking? = nil,
        answering: (AlertBoard) -> JSONValue? = { _ in nil }
    ) async throws(AviaryError) {
        try await self.turnstile.enter()
        defer { self.turnstile.leave() }
        if case .acknowledged(let id, _, _) = event, let alert = self.board.alert(id) {
            try asking?.check(alert.revision, of: "alert '\(id)'")
        }
        let (board, actions) = try AlertMachine.apply(event, to: self.board, at: now)
        defer { self.metrics.record(self.board) }
        guard !actions.isEmpty else {
            self.board = board
            return
        }
        var change = StoreChange(actions, at: now)
        if !change.events.isEmpty { change.address(to: await self.world.notifiers()) }
        if let remember = asking?.remember, let json = answering(board) { change.reply = remember(json) }
        let recorded = try await self.store.commit(change)
        self.board = board
        for event in recorded { self.note(event) }
        if !recorded.isEmpty { self.world.publish(recorded) }
    }

    private func note(_ recorded: RecordedEvent) {
        let event = recorded.event
        self.logger.notice(
            "\(event.sentence)",
            metadata: [
                "endpoint": "\(event.endpoint)", "event": "\(event.kind.word)", "by": "\(event.actor)",
                "sequence": "\(recorded.sequence)",
            ]
        )
    }
}

extension StoreChange {
    /// What the alert machine wants written down.
    fileprivate init(_ actions: [AlertAction], at now: Timestamp) {
        self.init()
        // Of an alert that has changed twice the last state counts.
        var kept: [Int64: Alert] = [:]
        defer { self.alerts = kept.values.sorted { $0.number < $1.number } }
        for action in actions {
            switch action {
            case .keep(let alert): kept[alert.number] = alert
            case .forget(let alert):
                kept[alert.number] = nil
                self.forgottenAlerts.append(alert.number)
            case .record(let entry, let endpoint, let actor):
                self.events.append(ControlEvent(at: now, endpoint: endpoint, actor: actor, kind: .alert(entry)))
            case .silence(let silence): self.silences.append(silence)
            case .unsilence(let id): self.endedSilences.append(id)
            }
        }
    }
}
