package import AviaryCore

/// A breach from when it began to when it was over; the next one of the same subject is another alert.
package struct Alert: Sendable, Hashable, Codable {
    /// Where an alert is.
    package enum State: String, Sendable, Hashable, Codable, CaseIterable {
        /// It is breached, and not yet for as long as the monitor asks for.
        case pending
        /// It is breached for long enough.
        case firing
        /// It is over.
        case resolved
    }

    /// Something that happened to an alert.
    package struct Step: Sendable, Hashable, Codable {
        /// When.
        package let at: Timestamp
        /// What, in a word: a state, `acknowledged` or `unsilenced`.
        package let what: String
        /// Who did it; `nil` for the monitor.
        package let by: String?
        /// What is to be said of it.
        package let note: String
    }

    /// Who has taken care of it.
    package struct Acknowledgement: Sendable, Hashable, Codable {
        /// Who.
        package let by: String
        /// When.
        package let at: Timestamp
        /// What they say.
        package let comment: String
    }

    /// How many steps are kept, the latest ones.
    static let maximumHistory = 32

    /// Its number, higher than that of every alert before it.
    package let number: Int64
    /// What is breached.
    package let subject: Judgement.Subject
    /// How much it matters; what the monitor said when it began.
    package let severity: MonitorSpecification.Severity
    /// Where it is.
    package internal(set) var state: State
    /// When the first judgement came that said so; `first.since` says since when it may be so.
    package let since: Timestamp
    /// When it fired.
    package internal(set) var fired: Timestamp?
    /// Since when all is well again while it still fires.
    package internal(set) var wellSince: Timestamp?
    /// When it was over.
    package internal(set) var ended: Timestamp?
    /// When the latest breach was seen.
    package internal(set) var seen: Timestamp
    /// What the first breach went by.
    package let first: Judgement.Evidence
    /// What the latest breach went by.
    package internal(set) var latest: Judgement.Evidence
    /// Whether somebody was told that it fires; then they are told when it is over.
    package internal(set) var isTold = false
    /// Who has taken care of it.
    package internal(set) var acknowledgement: Acknowledgement?
    /// How often it has changed since it began.
    package internal(set) var revision = 0
    /// What happened to it, the latest steps.
    package internal(set) var history: [Step] = []

    /// Begins an alert.
    init(
        number: Int64,
        of judgement: Judgement,
        severity: MonitorSpecification.Severity,
        at now: Timestamp
    ) {
        self.number = number
        self.subject = judgement.subject
        self.severity = severity
        self.state = .pending
        self.since = now
        self.seen = now
        self.first = judgement.evidence
        self.latest = judgement.evidence
        self.note("pending", judgement.evidence.summary, at: now)
    }

    /// Its name, unlike that of any other alert.
    package var id: String { "a\(self.number)" }

    /// Whether it is pending or firing.
    package var isLive: Bool { self.state != .resolved }

    /// The version that it is about; `nil` where it is about none.
    package var version: VersionNumber? { self.subject.labels["version"].flatMap { VersionNumber($0) } }

    /// What silences and Alertmanager know it by: the subject's labels, and `alertname`, `endpoint`, `monitor`, `severity`.
    package var labels: [String: String] {
        self.subject.labels.merging(
            [
                "alertname": self.subject.monitor, "endpoint": self.subject.endpoint.rawValue,
                "monitor": self.subject.monitor, "severity": self.severity.rawValue,
            ]
        ) { _, own in own }
    }

    /// Where the server shows it.
    package var path: String { "/api/v1/alerts/\(self.id)" }

    /// The alert without its history, for the log.
    var withoutHistory: Alert {
        var copy = self
        copy.history = []
        return copy
    }

    mutating func note(_ what: String, by person: String? = nil, _ note: String, at now: Timestamp) {
        self.history.append(Step(at: now, what: what, by: person, note: note))
        if self.history.count > Self.maximumHistory {
            self.history.removeFirst(self.history.count - Self.maximumHistory)
        }
    }
}

/// What a monitor's specification says of its alerts.
package struct AlertRule: Sendable, Hashable, Codable {
    /// How long a breach must last before the alert fires.
    package let pending: Duration
    /// How long all must be well again before the alert is resolved.
    package let keepFiring: Duration
    /// How much it matters.
    package let severity: MonitorSpecification.Severity

    /// Makes a rule.
    ///
    /// - Parameters:
    ///   - pending: how long a breach must last before the alert fires.
    ///   - keepFiring: how long all must be well again before the alert is resolved.
    ///   - severity: how much it matters.
    package init(
        pending: Duration = .zero,
        keepFiring: Duration = .zero,
        severity: MonitorSpecification.Severity = .warning
    ) {
        self.pending = pending
        self.keepFiring = keepFiring
        self.severity = severity
    }

    /// The rule of a monitor.
    ///
    /// - Parameter monitor: what is watched.
    package init(_ monitor: MonitorSpecification) {
        self.init(pending: monitor.pending, keepFiring: monitor.keepFiring, severity: monitor.severity)
    }
}
