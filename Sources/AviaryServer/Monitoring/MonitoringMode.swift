/// Whether requests are looked at.
package enum MonitoringMode: String, Sendable, CaseIterable {
    /// A fair sample of them: measures, drift, alerts, and the log of predictions.
    case sample
    /// None.
    case none
}
