extension MonitorSpecification {
    /// What is watched at an endpoint whose manifest names no monitors: failures, empty answers, and drift against the
    /// version's profile where one is stored.
    package static let usual = [
        MonitorSpecification(
            name: "errors",
            subject: .measure(MeasureKey(.errors), .mean, .above(0.05)),
            pending: .seconds(60),
            keepFiring: .seconds(60)
        ),
        MonitorSpecification(
            name: "empty",
            subject: .measure(MeasureKey(.empty), .mean, .above(0.05)),
            pending: .seconds(60),
            keepFiring: .seconds(60)
        ),
        MonitorSpecification(name: "input-drift", subject: .drift(Drift(.inputs))),
        MonitorSpecification(name: "prediction-drift", subject: .drift(Drift(.predictions))),
    ]

    /// The monitors that hold at an endpoint.
    ///
    /// - Parameter own: those of its manifest.
    /// - Returns: its own, or the usual ones where it has none.
    package static func inForce(_ own: [MonitorSpecification]) -> [MonitorSpecification] {
        own.isEmpty ? self.usual : own
    }
}
