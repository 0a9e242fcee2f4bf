internal import AviaryControl
internal import Metrics

/// What alerts tell `/metrics`: how many there are.
struct AlertMetrics: Sendable {
    private struct Place: Hashable {
        let state: Alert.State
        let severity: MonitorSpecification.Severity
    }

    private let gauges: [Place: Gauge]
    private let dropped = Gauge(label: "aviary_alerts_dropped")

    init() {
        var gauges: [Place: Gauge] = [:]
        for state in [Alert.State.pending, .firing] {
            for severity in MonitorSpecification.Severity.allCases {
                let labels = [("state", state.rawValue), ("severity", severity.rawValue)]
                gauges[Place(state: state, severity: severity)] = Gauge(label: "aviary_alerts", dimensions: labels)
            }
        }
        self.gauges = gauges
    }

    /// Says what there is.
    func record(_ board: AlertBoard) {
        var counts: [Place: Int] = [:]
        for alert in board.alerts.values {
            counts[Place(state: alert.state, severity: alert.severity), default: 0] += 1
        }
        for (place, gauge) in self.gauges { gauge.record(counts[place] ?? 0) }
        self.dropped.record(board.overflow)
    }
}
