internal import AviaryControl
internal import AviaryCore
internal import AviaryStore

extension StoreConformance {
    /// Demands on alerts, silences and the outbox.
    static let alerts = [
        Check("alerts come back as they were written, the latest first, by state, severity and endpoint") { store in
            try Self.demand(try await store.alerts(AlertQuery()).isEmpty, "a new store has none")
            try Self.demand(try await store.lastAlert() == 0, "and no last one")
            let round = try Self.outcome(["a", "b"], of: "x", .critical)
            let other = try Self.outcome(["c"], of: "y", .info, after: round.board)
            for actions in [round.actions, other.actions] {
                _ = try await store.commit(Self.change(actions))
            }
            let all = (round.alerts + other.alerts).sorted { $0.number > $1.number }
            let cases: [(AlertQuery, [Int64])] = [
                (AlertQuery(), [3, 2, 1]), (AlertQuery(limit: 2), [3, 2]), (AlertQuery(limit: -1), []),
                (AlertQuery(states: [.firing]), [3, 2, 1]), (AlertQuery(states: [.pending, .resolved]), []),
                (AlertQuery(severity: .critical), [2, 1]), (AlertQuery(endpoint: try ModelName("y")), [3]),
                (AlertQuery(number: 2), [2]), (AlertQuery(before: 3, limit: 1), [2]),
            ]
            for (query, numbers) in cases {
                let found = try await store.alerts(query)
                try Self.demand(found == all.filter { numbers.contains($0.number) }, "\(query): \(numbers)")
            }
        },
        Check("an alert that is over stays over, and the number of one that came to nothing is not given again") {
            store in
            let round = try Self.outcome(["a", "b"], of: "x", .info)
            _ = try await store.commit(Self.change(round.actions))
            let over = try Self.end(round.board)
            _ = try await store.commit(Self.change(over.actions))
            try Self.demand(try await store.alerts(AlertQuery(states: [.resolved])).count == 2, "both are over")
            try await Self.refused(Self.change(round.actions), by: store, "an alert that is over")
            let pending = try Self.outcome(["c"], of: "x", .info, pending: .seconds(9), after: over.board)
            _ = try await store.commit(Self.change(pending.actions))
            var change = StoreChange()
            change.forgottenAlerts = [3, 1]
            _ = try await store.commit(change)
            let left = try await store.alerts(AlertQuery()).map(\.number)
            try Self.demand(left == [2, 1], "only a pending one is forgotten, got \(left)")
            try Self.demand(try await store.lastAlert() == 3, "3 was the last number")
        },
        Check("silences are kept until they end") { store in
            let silences = try ["b", "a"].map { id throws in
                try Silence(
                    id: id,
                    matchers: [Silence.Matcher("feature", "ä\"")],
                    starts: Timestamp(milliseconds: 1),
                    ends: Timestamp(milliseconds: 2),
                    author: "eve",
                    comment: ""
                )
            }
            var change = StoreChange()
            change.silences = silences
            _ = try await store.commit(change)
            try Self.demand(try await store.silences() == silences.reversed(), "by id, as they were written")
            change = StoreChange()
            change.endedSilences = ["a", "none"]
            _ = try await store.commit(change)
            try Self.demand(try await store.silences().map(\.id) == ["b"], "one is left")
        },
        Check("notices wait in their order until they are done, each with its entry of the log") { store in
            let notifiers = ["one", "two"].map { NotifierSpecification(name: $0, way: .log) }
            for notifier in notifiers { _ = try await store.commit(StoreChange(notifier: notifier)) }
            var change = StoreChange(events: [try Self.event("a"), try Self.event("b")])
            change.address(to: notifiers + [NotifierSpecification(name: "gone", way: .log)])
            let recorded = try await store.commit(change)
            let waiting = try await store.outbox(of: "one", limit: 9)
            try Self.demand(waiting.map(\.recorded) == recorded, "both entries wait for one")
            try Self.demand(try await store.outboxCount(of: "one") == 2, "two wait")
            try Self.demand(try await store.outboxCount(of: "gone") == 0, "none for who is not there")
            try Self.demand(
                try await store.outbox(of: "one", limit: 1) == Array(waiting.prefix(1)),
                "the first one first"
            )
            var done = StoreChange()
            done.doneNotices = waiting.prefix(1).map(\.number)
            _ = try await store.commit(done)
            try Self.demand(try await store.outbox(of: "one", limit: 9) == Array(waiting.suffix(1)), "one is left")
            try Self.demand(try await store.outboxCount(of: "two") == 2, "the other one has both still")
            _ = try await store.commit(
                StoreChange(notifier: NotifierSpecification(name: "two", way: .log, topics: [.alerts]))
            )
            try Self.demand(try await store.outboxCount(of: "two") == 2, "a notifier that changes keeps what waits")
            _ = try await store.commit(StoreChange(removedNotifier: "two"))
            try Self.demand(try await store.outboxCount(of: "two") == 0, "one that is removed does not")
        },
        Check("nobody is told of what is not written down") { store in
            let notifier = NotifierSpecification(name: "one", way: .log)
            _ = try await store.commit(StoreChange(notifier: notifier))
            var change = StoreChange(endpoint: try Self.endpoint("a", revision: 7), events: [try Self.event("a")])
            change.alerts = try Self.outcome(["a"], of: "x", .info).alerts
            change.address(to: [notifier])
            try await Self.refused(change, by: store, "a change that cannot be")
        },
    ]

    private typealias Outcome = (board: AlertBoard, actions: [AlertAction], alerts: [Alert])

    private static func outcome(
        _ features: [String],
        of endpoint: String,
        _ severity: MonitorSpecification.Severity,
        pending: Duration = .zero,
        after board: AlertBoard = AlertBoard()
    ) throws -> Outcome {
        let rule = AlertRule(pending: pending, severity: severity)
        return try Self.apply(.breached, features.map { ($0, endpoint) }, rule, board)
    }

    /// All alerts of a board are over.
    private static func end(_ board: AlertBoard) throws -> Outcome {
        let subjects = board.alerts.values.map { ($0.subject.labels["feature"] ?? "", $0.subject.endpoint.rawValue) }
        return try Self.apply(.well, subjects, AlertRule(), board)
    }

    private static func apply(
        _ finding: Judgement.Finding,
        _ subjects: [(feature: String, endpoint: String)],
        _ rule: AlertRule,
        _ board: AlertBoard
    ) throws -> Outcome {
        let round = try subjects.map { feature, endpoint in
            let subject = Judgement.Subject(
                endpoint: try ModelName(endpoint),
                monitor: "m",
                labels: ["feature": feature]
            )
            return AlertEvent.Judged(Judgement(subject, finding, Judgement.Evidence("it is \"so\"", value: 0.1)), rule)
        }
        let outcome = try AlertMachine.apply(.judged(round), to: board, at: Timestamp(milliseconds: 5))
        return (outcome.board, outcome.actions, Self.change(outcome.actions).alerts)
    }

    private static func change(_ actions: [AlertAction]) -> StoreChange {
        var change = StoreChange()
        for action in actions {
            if case .keep(let alert) = action { change.alerts.append(alert) }
        }
        return change
    }
}
