internal import AviaryCore

/// One event on its way through the alert machine.
struct AlertTurn {
    /// Alerts that end up in the same entry of the log.
    private struct Group: Hashable, Comparable {
        let endpoint: ModelName
        let monitor: String
        let severity: MonitorSpecification.Severity
        let transition: AlertEntry.Transition
        let isTold: Bool
        let note: String?
        var actor = ControlEvent.aviary

        private var order: [String] {
            [
                self.endpoint.rawValue, self.monitor, self.severity.rawValue, self.transition.rawValue,
                "\(self.isTold)", self.note ?? "", self.actor,
            ]
        }

        static func < (left: Group, right: Group) -> Bool { left.order.lexicographicallyPrecedes(right.order) }
    }

    private var board: AlertBoard
    private let now: Timestamp
    private var actions: [AlertAction] = []
    private var groups: [Group: [Alert]] = [:]

    init(_ board: AlertBoard, at now: Timestamp) {
        self.board = board
        self.now = now
    }

    /// What it comes to: alerts first, then entries of the log in an order that does not hang on chance.
    var outcome: AlertMachine.Outcome {
        var actions = self.actions
        for group in self.groups.keys.sorted() {
            var rest = (self.groups[group] ?? [])[...]
            while !rest.isEmpty {
                let entry = AlertEntry(
                    transition: group.transition,
                    monitor: group.monitor,
                    severity: group.severity,
                    alerts: rest.prefix(AlertEntry.maximumAlerts).map(\.withoutHistory),
                    isTold: group.isTold,
                    note: group.note
                )
                actions.append(.record(entry, group.endpoint, by: group.actor))
                rest = rest.dropFirst(AlertEntry.maximumAlerts)
            }
        }
        return (self.board, actions)
    }

    // MARK: Judgements

    mutating func consider(_ judged: AlertEvent.Judged) {
        let (judgement, rule) = (judged.judgement, judged.rule)
        let known = self.board.alerts[judgement.subject.id]
        switch (known, judgement.finding) {
        case (_, .unknown), (nil, .well): return
        case (nil, .breached):
            guard self.board.alerts.count < AlertBoard.maximumAlerts else {
                self.board.overflow += 1
                return
            }
            self.board.last += 1
            let alert = Alert(number: self.board.last, of: judgement, severity: rule.severity, at: self.now)
            self.breach(alert, rule)
        case (var alert?, .breached):
            alert.latest = judgement.evidence
            alert.seen = self.now
            alert.wellSince = nil
            self.breach(alert, rule)
        case (let alert?, .well): self.recover(alert, rule, judgement.evidence)
        }
    }

    private mutating func breach(_ alert: Alert, _ rule: AlertRule) {
        guard alert.state == .pending, self.now.since(alert.since) >= rule.pending else { return self.keep(alert) }
        var alert = alert
        alert.state = .firing
        alert.fired = self.now
        alert.isTold = self.board.silence(for: alert, at: self.now) == nil
        alert.note("firing", alert.latest.summary, at: self.now)
        self.keep(alert)
        self.group(alert, .fired, isTold: alert.isTold)
    }

    private mutating func recover(_ alert: Alert, _ rule: AlertRule, _ evidence: Judgement.Evidence) {
        guard alert.state == .firing else {
            self.board.alerts[alert.subject.id] = nil
            self.actions.append(.forget(alert))
            return
        }
        var alert = alert
        let wellSince = alert.wellSince ?? self.now
        alert.wellSince = wellSince
        guard self.now.since(wellSince) >= rule.keepFiring else { return self.keep(alert) }
        self.end(alert, evidence.summary, note: nil)
    }

    private mutating func end(_ alert: Alert, _ words: String, note: String?) {
        var alert = alert
        alert.state = .resolved
        alert.ended = self.now
        alert.note("resolved", words, at: self.now)
        alert.revision += 1
        self.board.alerts[alert.subject.id] = nil
        self.actions.append(.keep(alert))
        self.group(alert, .resolved, isTold: alert.isTold, note: note)
    }

    private mutating func keep(_ alert: Alert) {
        guard self.board.alerts[alert.subject.id] != alert else { return }
        var alert = alert
        alert.revision += 1
        self.board.alerts[alert.subject.id] = alert
        self.actions.append(.keep(alert))
    }

    private mutating func group(
        _ alert: Alert,
        _ transition: AlertEntry.Transition,
        isTold: Bool,
        note: String? = nil,
        by actor: String = ControlEvent.aviary
    ) {
        let group = Group(
            endpoint: alert.subject.endpoint,
            monitor: alert.subject.monitor,
            severity: alert.severity,
            transition: transition,
            isTold: isTold,
            note: note,
            actor: actor
        )
        self.groups[group, default: []].append(alert)
    }

    // MARK: What people say

    mutating func acknowledge(_ id: String, _ person: String, _ comment: String) throws(AviaryError) {
        guard var alert = self.board.alert(id) else {
            throw AviaryError(
                .notFound,
                "there is no alert '\(id)' that is pending or firing",
                remedy: "'aviary alerts list' shows all"
            )
        }
        alert.acknowledgement = Alert.Acknowledgement(by: person, at: self.now, comment: comment)
        alert.note("acknowledged", by: person, comment, at: self.now)
        self.keep(alert)
        self.group(alert, .acknowledged, isTold: alert.isTold, note: comment.isEmpty ? nil : comment, by: person)
    }

    mutating func silence(_ silence: Silence) throws(AviaryError) {
        guard self.board.silences.count < AlertBoard.maximumSilences else {
            throw AviaryError(
                .exhausted,
                "there are \(AlertBoard.maximumSilences) silences already",
                remedy: "end some of them with 'aviary alerts unsilence'"
            )
        }
        self.board.silences[silence.id] = silence
        self.actions.append(.silence(silence))
    }

    mutating func unsilence(_ id: String) throws(AviaryError) {
        guard self.board.silences.removeValue(forKey: id) != nil else {
            throw AviaryError(.notFound, "there is no silence '\(id)'", remedy: "'aviary alerts silences' shows all")
        }
        self.actions.append(.unsilence(id: id))
        self.tellWhatWasSilenced()
    }

    mutating func endSilences() {
        for silence in self.board.silences.values.sorted(by: { $0.id < $1.id }) where silence.ends <= self.now {
            self.board.silences[silence.id] = nil
            self.actions.append(.unsilence(id: silence.id))
        }
        self.tellWhatWasSilenced()
    }

    private mutating func tellWhatWasSilenced() {
        for key in self.board.alerts.keys.sorted() {
            guard var alert = self.board.alerts[key], alert.state == .firing, !alert.isTold,
                self.board.silence(for: alert, at: self.now) == nil
            else { continue }
            alert.isTold = true
            alert.note("unsilenced", "the silence has ended", at: self.now)
            self.keep(alert)
            self.group(alert, .unsilenced, isTold: true)
        }
    }

    mutating func withdraw(_ endpoint: ModelName, _ reason: String, where isGone: (Alert) -> Bool) {
        for key in self.board.alerts.keys.sorted() {
            guard let alert = self.board.alerts[key], alert.subject.endpoint == endpoint, isGone(alert) else {
                continue
            }
            guard alert.state == .firing else {
                self.board.alerts[key] = nil
                self.actions.append(.forget(alert))
                continue
            }
            self.end(alert, reason, note: reason)
        }
    }
}
