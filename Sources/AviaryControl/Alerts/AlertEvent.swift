package import AviaryCore

/// What happens to alerts.
package enum AlertEvent: Sendable, Hashable, Codable {
    /// Monitors have looked: a round of judgements, each with the rule of its monitor.
    case judged([Judged])
    /// Time has passed.
    case ticked
    /// Somebody takes care of an alert.
    case acknowledged(id: String, by: String, comment: String)
    /// Somebody wants to hear nothing of some alerts for a while.
    case silenced(Silence)
    /// A silence ends early.
    case unsilenced(id: String)
    /// These are all monitors that an endpoint has now: alerts of others are over.
    case watched(ModelName, monitors: Set<String>)
    /// These are all versions that an endpoint has now: alerts of others are over.
    case served(ModelName, versions: Set<VersionNumber>)

    /// A judgement and the rule that makes an alert of it.
    package struct Judged: Sendable, Hashable, Codable {
        /// What a monitor says.
        package let judgement: Judgement
        /// When that becomes an alert.
        package let rule: AlertRule

        /// Puts both together.
        ///
        /// - Parameters:
        ///   - judgement: what a monitor says.
        ///   - rule: when that becomes an alert.
        package init(_ judgement: Judgement, _ rule: AlertRule) {
            self.judgement = judgement
            self.rule = rule
        }
    }
}

/// What follows from what happens to alerts; all that follows from one event is written down together.
package enum AlertAction: Sendable, Hashable {
    /// Keep the alert as it is now.
    case keep(Alert)
    /// Forget a pending alert that came to nothing.
    case forget(Alert)
    /// Write an entry of the log, and tell those who asked for it where it says so.
    case record(AlertEntry, ModelName, by: String)
    /// Keep a silence.
    case silence(Silence)
    /// Forget a silence.
    case unsilence(id: String)
}

/// Alerts of one endpoint and monitor to which the same happened at once: one entry of the log, and one notice.
package struct AlertEntry: Sendable, Hashable, Codable {
    /// What happened.
    package enum Transition: String, Sendable, Hashable, Codable, CaseIterable {
        /// They fire.
        case fired
        /// They still fire when the silence has ended that kept them from being told of.
        case unsilenced
        /// Somebody takes care of them.
        case acknowledged
        /// They are over.
        case resolved
    }

    /// The most alerts of an entry; more make several entries.
    static let maximumAlerts = 50

    /// What happened.
    package let transition: Transition
    /// The monitor.
    package let monitor: String
    /// How much they matter.
    package let severity: MonitorSpecification.Severity
    /// The alerts as they are after it, without their history.
    package let alerts: [Alert]
    /// Whether somebody is to be told; not while a silence holds.
    package let isTold: Bool
    /// Why, where the evidence does not say it.
    package let note: String?

    /// What happened, in a sentence.
    ///
    /// - Parameter actor: who did it.
    /// - Returns: the sentence.
    package func sentence(by actor: String) -> String {
        let subjects = self.alerts.prefix(5).map(\.subject.id).joined(separator: ", ")
        let more = self.alerts.count > 5 ? " and \(self.alerts.count - 5) more" : ""
        let what = "\(self.severity.rawValue) alert \(subjects)\(more)"
        let evidence = self.alerts.first?.latest.summary ?? ""
        let silence = self.isTold ? "" : " (silenced)"
        return switch self.transition {
        case .fired: "Firing\(silence): \(what): \(evidence)"
        case .unsilenced: "Still firing after a silence: \(what): \(evidence)"
        case .acknowledged: "\(actor) takes care of \(what)\(self.note.map { ": \($0)" } ?? "")"
        case .resolved: "Resolved\(silence): \(what)\(self.note.map { ": \($0)" } ?? "")"
        }
    }
}
