import AviaryControl
import AviaryCore
import AviaryStore
import Logging

@testable import AviaryServer

/// One endpoint that is watched, receivers that take notices or do not, and a clock that a test moves.
final class AlertWorld: Sendable {
    struct State {
        var now = Timestamp(milliseconds: 1_700_000_000_000)
        var monitors: [MonitorSpecification] = []
        var versions: Set<VersionNumber> = [VersionNumber(1)]
        var notifiers: [NotifierSpecification] = []
        var identifiers = 0
        /// What each receiver has taken: the ids of notices and what they say.
        var taken: [String: [OutboxNotice]] = [:]
        /// Receivers that take nothing.
        var isDown: Set<String> = []
        var attempts: [String: Int] = [:]
        var pauses: [Duration] = []
    }

    let state = Locked(State())

    static let endpoint = "fraud"
    static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    init(receivers: [String] = ["one"], pending: Duration = .zero) {
        self.state.withLock { state in
            state.monitors = ["missing", "drift"].map { name in
                MonitorSpecification(name: name, subject: .absence(.seconds(60)), pending: pending, severity: .critical)
            }
            state.notifiers = receivers.map { NotifierSpecification(name: $0, way: .log) }
        }
    }

    var now: Timestamp { self.state.withLock { $0.now } }

    func pass(_ time: Duration) { self.state.withLock { $0.now = $0.now.advanced(by: time) } }

    func keeper(_ store: any Store, publish: @escaping @Sendable () -> Void = {}) -> AlertKeeper {
        let state = self.state
        return AlertKeeper(
            store: store,
            world: AlertKeeper.World(
                now: { state.withLock { $0.now } },
                newID: {
                    state.withLock { state in
                        state.identifiers += 1
                        return "s\(state.identifiers)"
                    }
                },
                monitors: { name in state.withLock { name.rawValue == Self.endpoint ? $0.monitors : [] } },
                versions: { _ in state.withLock { $0.versions } },
                notifiers: { state.withLock { $0.notifiers } },
                publish: { _ in publish() }
            ),
            logger: Self.logger
        )
    }

    /// Writes down who is told, as applying manifests does.
    func introduce(to store: any Store) async throws {
        for notifier in self.state.withLock({ $0.notifiers }) {
            _ = try await store.commit(StoreChange(notifier: notifier))
        }
    }

    /// A round: a letter for each feature's finding, `+` well, `!` breached.
    static func round(
        _ findings: String,
        monitor: String = "missing",
        version: String? = nil
    ) throws -> [Judgement] {
        try zip(["a", "b", "c"], findings).map { feature, letter in
            let subject = Judgement.Subject(
                endpoint: try ModelName(Self.endpoint),
                monitor: monitor,
                labels: version.map { ["feature": feature, "version": $0] } ?? ["feature": feature]
            )
            let evidence = Judgement.Evidence("\(feature) is \(letter)", value: 0.07, bound: 0.05)
            return Judgement(subject, letter == "!" ? .breached : .well, evidence)
        }
    }

    /// A sender to this world's receivers; a pause of it takes no time, and gives others theirs.
    func sender(_ store: any Store, _ limits: NoticeSender.Limits = NoticeSender.Limits()) -> NoticeSender {
        let state = self.state
        return NoticeSender(
            store: store,
            world: NoticeSender.World(
                now: { state.withLock { $0.now } },
                pause: { time in
                    state.withLock { state in
                        if state.pauses.count < 1000 { state.pauses.append(time) }
                    }
                    // Others have their turn first.
                    await Task.yield()
                },
                deliver: { notice, receiver in
                    try state.withLock { state in
                        state.attempts[receiver.name, default: 0] += 1
                        guard !state.isDown.contains(receiver.name) else {
                            throw AviaryError(.unavailable, "\(receiver.name) is down")
                        }
                        state.taken[receiver.name, default: []].append(notice)
                    }
                },
                refresh: { _, _ in }
            ),
            limits: limits,
            logger: Self.logger
        )
    }

    /// What a receiver was told, a word and the features each.
    func told(_ receiver: String) -> [String] {
        self.state.withLock { $0.taken[receiver] ?? [] }.map { Self.words($0.recorded) }
    }

    static func words(_ recorded: RecordedEvent) -> String {
        guard case .alert(let entry) = recorded.event.kind else { return recorded.event.kind.word }
        let features = entry.alerts.map { $0.subject.labels["feature"] ?? "?" }.joined()
        return "\(entry.transition.rawValue) \(features)"
    }
}

/// Waits for what a test expects, and fails after a while.
func eventually(_ isSo: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(30)
    while !(try await isSo()) {
        guard ContinuousClock.now < deadline else { throw AviaryError(.deadlineExceeded, "it did not come so") }
        await Task.yield()
    }
}
