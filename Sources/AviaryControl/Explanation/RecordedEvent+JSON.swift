package import AviaryCore

extension RecordedEvent {
    /// The entry for programs.
    package var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("sequence", .integer(self.sequence)),
            .init("at", .string(self.event.at.iso8601)),
            .init("endpoint", .string(self.event.endpoint.rawValue)),
            .init("rollout", .text(self.event.rollout)),
            .init("actor", .string(self.event.actor)),
            .init("kind", .string(self.event.kind.word)),
            .init("text", .string(self.event.sentence)),
        ]
        switch self.event.kind {
        case .applied, .removed: break
        case .started(let rollout), .resumed(let rollout): members += rollout.members
        case .routed(let routes): members.append(.init("routes", routes.json))
        case .alert(let entry): members += entry.members
        case .changed(let event, let rollout):
            members.append(.init("event", .string(event.word)))
            members += rollout.members
            guard case .judged(let step, let outcome) = event else { break }
            members.append(.init("step", .integer(step)))
            members.append(.init("verdict", .string(outcome.verdict.rawValue)))
            members.append(.init("evidence", .array(outcome.evidence.map(\.json))))
        }
        return .object(members)
    }
}

extension Rollout {
    /// What an entry of the log says of a rollout.
    fileprivate var members: [JSONValue.Member] {
        [
            .init("phase", .string(self.phase.word)), .init("revision", .integer(self.revision)),
            .init("routes", self.routes.json),
        ]
    }
}

extension MetricEvidence {
    /// The evidence for programs; what is not known is null.
    package var json: JSONValue {
        [
            "metric": .string(self.metric),
            "verdict": .string(self.verdict.rawValue),
            "margin": .finite(self.margin),
            "effect": .finite(self.effect),
            "interval": [.finite(self.lower), .finite(self.upper)],
            "requests": ["stable": .integer(self.stableCount), "candidate": .integer(self.candidateCount)],
            "note": .text(self.note),
        ]
    }
}

extension ControlEvent.Kind {
    /// The kind in one word, for programs.
    package var word: String {
        switch self {
        case .applied: "applied"
        case .removed: "removed"
        case .started: "started"
        case .changed: "changed"
        case .routed: "routed"
        case .resumed: "resumed"
        case .alert: "alert"
        }
    }
}

extension RolloutEvent {
    /// The event in one word, for programs.
    package var word: String {
        switch self {
        case .prepared: "prepared"
        case .refused: "refused"
        case .ticked: "ticked"
        case .judged: "judged"
        case .pause: "pause"
        case .resume: "resume"
        case .promote: "promote"
        case .abort: "abort"
        }
    }
}
