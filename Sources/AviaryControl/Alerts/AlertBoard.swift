package import AviaryCore

/// All alerts that are pending or firing, and the silences: the state of the alert machine.
package struct AlertBoard: Sendable, Hashable, Codable {
    /// The most alerts at the same time; breaches beyond are counted and not followed, and tried again at each judgement.
    package static let maximumAlerts = 1000
    /// The most silences at the same time.
    package static let maximumSilences = 1000

    /// Alerts that are pending or firing, by their subject's id.
    package internal(set) var alerts: [String: Alert] = [:]
    /// Silences by their id.
    package internal(set) var silences: [String: Silence] = [:]
    /// The number of the alert that came last.
    package internal(set) var last: Int64
    /// How many breaches found no room so far.
    package internal(set) var overflow = 0

    /// Takes up what was written down.
    ///
    /// - Parameters:
    ///   - alerts: those that are pending or firing.
    ///   - silences: all silences.
    ///   - last: the number of the alert that came last.
    package init(alerts: [Alert] = [], silences: [Silence] = [], last: Int64 = 0) {
        for alert in alerts where alert.isLive { self.alerts[alert.subject.id] = alert }
        for silence in silences { self.silences[silence.id] = silence }
        self.last = alerts.reduce(last) { max($0, $1.number) }
    }

    /// The alert of a name that is pending or firing.
    ///
    /// - Parameter id: its name.
    /// - Returns: the alert; `nil` if there is none, or it is over.
    package func alert(_ id: String) -> Alert? { self.alerts.values.first { $0.id == id } }

    /// Whether a silence holds for an alert.
    ///
    /// - Parameters:
    ///   - alert: the alert.
    ///   - now: the time.
    /// - Returns: the silence that holds; `nil` if none does.
    package func silence(for alert: Alert, at now: Timestamp) -> Silence? {
        guard !self.silences.isEmpty else { return nil }
        let labels = alert.labels
        return self.silences.values.filter { $0.holds(for: labels, at: now) }.min { $0.id < $1.id }
    }
}
