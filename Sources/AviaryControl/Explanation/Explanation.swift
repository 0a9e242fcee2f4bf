package import AviaryCore

/// Something that happened, and why, in a sentence.
package struct ExplainedEvent: Sendable, Hashable {
    /// When it happened.
    package let at: Timestamp
    /// What happened, and why.
    package let sentence: String
}

/// Tells in plain sentences why a rollout did what it did.
package enum Explanation {
    /// Tells of entries of the log.
    ///
    /// - Parameter events: the entries, in their order.
    /// - Returns: a sentence for each.
    package static func sentences(_ events: [RecordedEvent]) -> [ExplainedEvent] {
        events.map { ExplainedEvent(at: $0.event.at, sentence: $0.event.sentence) }
    }

    /// Tells how a rollout stands.
    ///
    /// - Parameter rollout: the rollout.
    /// - Returns: a sentence.
    package static func summary(of rollout: Rollout) -> String {
        let (stable, candidate) = (rollout.stable, rollout.candidate)
        let what = "Rollout \(rollout.id) of version \(candidate) on endpoint \(rollout.endpoint)"
        switch rollout.phase {
        case .preparing:
            return "\(what) prepares the candidate; \(rollout.routes.words)\(self.wait(of: rollout))."
        case .running(let step):
            return "\(what) is at step \(step + 1) of \(rollout.plan.steps.count), \(rollout.plan.steps[step]); "
                + "\(rollout.routes.words)\(self.wait(of: rollout))."
        case .promoted:
            return "\(what) is promoted: version \(candidate) is stable in place of version \(stable)."
        case .aborted(let reason):
            return "\(what) is aborted, and \(rollout.routes.words); the reason: \(reason)."
        }
    }

    private static func wait(of rollout: Rollout) -> String { rollout.hold.map { "; it waits \($0.words)" } ?? "" }
}

extension ControlEvent {
    /// What happened, and why, in a sentence.
    package var sentence: String {
        switch self.kind {
        case .applied(let specification): "\(self.actor) applied endpoint \(self.endpoint): \(specification.words)."
        case .removed: "\(self.actor) removed endpoint \(self.endpoint)."
        case .started(let rollout):
            "\(self.actor) began rollout \(rollout.id), which brings version \(rollout.candidate) in for version "
                + "\(rollout.stable): \(rollout.plan.word), \(Self.count(rollout.plan.steps.count, "step"))."
        case .changed(let event, let rollout): event.sentence(rollout)
        case .routed(let routes): "From here on \(routes.words)."
        case .resumed(let rollout):
            "The program started, and took rollout \(rollout.id) up where it stood: \(rollout.status)."
        case .alert(let entry): "\(entry.sentence(by: self.actor))."
        }
    }

    private static func count(_ count: Int, _ thing: String) -> String { "\(count) \(thing)\(count == 1 ? "" : "s")" }
}

extension RolloutEvent {
    /// What happened, and what has become of the rollout.
    fileprivate func sentence(_ rollout: Rollout) -> String {
        let then = rollout.consequence
        switch self {
        case .prepared:
            return "Version \(rollout.candidate) is loaded, warmed up, and fits stable's signature, so \(then)."
        case .refused(let reason): return "Version \(rollout.candidate) cannot be served (\(reason)), so \(then)."
        case .ticked:
            guard case .aborted(let reason) = rollout.phase else { return "The time of the step is over, so \(then)." }
            return "\(reason.prefix(1).uppercased())\(reason.dropFirst()), so \(then)."
        case .judged(let step, let outcome): return "\(Self.place(step, rollout)): \(outcome.sentence), so \(then)."
        case .pause(let name): return "\(name) paused it."
        case .resume(let name): return "\(name) let it go on, so \(then)."
        case .promote(let name, false): return "\(name) promoted it by a step, so \(then)."
        case .promote(let name, true): return "\(name) promoted it to its end, so \(then)."
        case .abort(let name, let reason): return "\(name) aborted it (\(reason)), so \(then)."
        }
    }

    private static func place(_ step: Int, _ rollout: Rollout) -> String {
        let place = "Step \(step + 1) of \(rollout.plan.steps.count)"
        return rollout.weight == .none ? place : "\(place), weight \(rollout.weight)"
    }
}

extension AnalysisOutcome {
    /// How it has ended, and on what evidence.
    fileprivate var sentence: String {
        let after = self.requests.map { " after \($0) of the candidate's requests" } ?? ""
        return switch self.verdict {
        case .pass: "the analysis passed\(after): \(self.reason)"
        case .fail: "the analysis failed\(after): \(self.reason)"
        case .inconclusive: "the analysis was inconclusive\(after): \(self.reason)"
        }
    }
}

extension Rollout {
    /// What it has come to.
    fileprivate var consequence: String {
        switch self.phase {
        case .promoted: return "version \(self.candidate) became stable, and version \(self.stable) was let go"
        case .aborted: return "version \(self.candidate) was taken out and \(self.routes.words)"
        case .preparing: return "version \(self.candidate) is prepared\(self.wait)"
        case .running(let step):
            guard self.hold == nil else { return "it waits \(self.shortWait)" }
            return "step \(step + 1) of \(self.plan.steps.count) is on: \(self.plan.steps[step])"
        }
    }

    private var wait: String { self.hold == nil ? "" : ", and it waits \(self.shortWait)" }

    private var shortWait: String {
        switch self.hold {
        case .approval: "until a person approves"
        case .inconclusive: "until a person decides"
        case .person(let name): "as \(name) has asked for"
        case nil: ""
        }
    }
}

extension EndpointSpecification {
    /// What was asked for, in words.
    fileprivate var words: String {
        var parts = ["model \(self.model)"]
        if let stable { parts.append("stable version \(stable)") }
        if let rollout { parts.append("version \(rollout.candidate) brought in by \(rollout.plan.word)") }
        if !self.monitors.isEmpty {
            parts.append("\(self.monitors.count) monitor\(self.monitors.count == 1 ? "" : "s")")
        }
        for share in self.experiment { parts.append("version \(share.version) tried with \(share.weight)") }
        for share in self.shadows { parts.append("version \(share.version) shadowing \(share.weight)") }
        return parts.joined(separator: ", ")
    }
}
