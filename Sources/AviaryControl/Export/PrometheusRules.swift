internal import AviaryCore

/// Rules for a Prometheus server that scrapes Aviary: sums that dashboards ask for again and again, and alerts.
///
/// Aviary judges monitors itself, drift among them; its alerts are passed on as they are (`AviaryAlertFiring`). The bounds of
/// a manifest's monitors are rules of their own as well, so that they hold also while Aviary is down or restarts.
package struct PrometheusRules: Sendable {
    /// One rule.
    private struct Rule {
        let name: String
        let expression: String
        var pending: Duration?
        var severity: MonitorSpecification.Severity?
        var labels: [(String, String)] = []
        var summary: String?
    }

    private let endpoints: [EndpointSpecification]

    /// Makes rules.
    ///
    /// - Parameter endpoints: those whose monitors become rules; none for the rules that every server wants.
    package init(endpoints: [EndpointSpecification] = []) { self.endpoints = endpoints }

    /// The rules as the file that `rule_files` names, YAML.
    package var text: String {
        var lines = ["# Rules for Prometheus, made by 'aviary monitors export'.", "groups:"]
        self.append(group: "aviary-sums", Self.sums, to: &lines)
        self.append(group: "aviary-alerts", Self.alerts, to: &lines)
        for endpoint in self.endpoints {
            let rules = endpoint.monitors.compactMap { Self.rule($0, of: endpoint.name) }
            if !rules.isEmpty { self.append(group: "aviary-\(endpoint.name)", rules, to: &lines) }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static let sums = [
        Rule(
            name: "aviary:requests:rate1m",
            expression: "sum by (endpoint, version) (rate(aviary_requests_total[1m]))"
        ),
        Rule(
            name: "aviary:errors:ratio5m",
            expression: "sum by (endpoint, version) (rate(aviary_request_errors_total[5m])) "
                + "/ sum by (endpoint, version) (rate(aviary_requests_total[5m]))"
        ),
        Rule(
            name: "aviary:latency_seconds:p99_5m",
            expression: "histogram_quantile(0.99, sum by (endpoint, version, le) "
                + "(rate(aviary_request_duration_seconds_bucket[5m])))"
        ),
    ]

    private static let alerts = [
        Rule(
            name: "AviaryDown",
            expression: "absent(aviary_build_info)",
            pending: .seconds(120),
            severity: .critical,
            summary: "No Aviary server is scraped."
        ),
        Rule(
            name: "AviaryErrors",
            expression: "aviary:errors:ratio5m > 0.05",
            pending: .seconds(300),
            severity: .warning,
            summary: "More than 5 % of the requests to {{ $labels.endpoint }} version {{ $labels.version }} fail."
        ),
        Rule(
            name: "AviaryObservationsDropped",
            expression: "rate(aviary_observations_dropped_total[5m]) > 0",
            pending: .seconds(600),
            severity: .info,
            summary: "Observations find no room: verdicts go by fewer requests than there are."
        ),
        Rule(
            name: "AviaryAlertFiring",
            expression: "aviary_alerts{state=\"firing\"} > 0",
            severity: .warning,
            summary: "Aviary itself has alerts of severity {{ $labels.severity }}; 'aviary alerts list' shows them."
        ),
    ]

    /// The rule of a monitor with a fixed bound on something that `/metrics` has.
    private static func rule(_ monitor: MonitorSpecification, of endpoint: ModelName) -> Rule? {
        guard case .measure(let key, let statistic, let bound) = monitor.subject, monitor.segment == nil else {
            return nil
        }
        let comparison: String
        switch bound {
        case .above(let limit): comparison = "> \(limit)"
        case .below(let limit): comparison = "< \(limit)"
        case .awayFromReference, .learned: return nil
        }
        guard let statistic = MeasureStatistic(statistic) else { return nil }
        var labels = [
            "measure=\(Self.quoted(key.measure.rawValue))", "statistic=\(Self.quoted(statistic.rawValue))",
        ]
        // What is said of the whole process is not said of an endpoint.
        if key.measure.gauge != .ofProcess { labels.insert("endpoint=\(Self.quoted(endpoint.rawValue))", at: 0) }
        if let feature = key.feature { labels.append("feature=\(Self.quoted(feature))") }
        return Rule(
            name: "AviaryMonitor",
            expression: "aviary_measure{\(labels.joined(separator: ","))} \(comparison)",
            pending: monitor.pending,
            severity: monitor.severity,
            labels: [("monitor", monitor.name)],
            summary: "\(monitor.name) of \(endpoint) is {{ $value }}, and should not be \(comparison)."
        )
    }

    private func append(group: String, _ rules: [Rule], to lines: inout [String]) {
        lines.append("  - name: \(Self.scalar(group))")
        lines.append("    rules:")
        for rule in rules {
            lines.append("      - \(rule.severity == nil ? "record" : "alert"): \(rule.name)")
            lines.append("        expr: \(Self.scalar(rule.expression))")
            guard let severity = rule.severity else { continue }
            if let pending = rule.pending, pending > .zero {
                lines.append("        for: \(pending.components.seconds)s")
            }
            lines.append("        labels:")
            lines.append("          severity: \(severity.rawValue)")
            for (name, value) in rule.labels { lines.append("          \(name): \(Self.scalar(value))") }
            if let summary = rule.summary {
                lines.append("        annotations:")
                lines.append("          summary: \(Self.scalar(summary))")
            }
        }
    }

    /// A text in YAML's single quotes, in which nothing but the quote and the line's end means anything.
    private static func scalar(_ text: String) -> String { "'\(Self.oneLine(text).doubling("'"))'" }

    private static func oneLine(_ text: String) -> String {
        let scalars = text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }
        return String(String.UnicodeScalarView(scalars))
    }

    /// A label's value in PromQL.
    private static func quoted(_ text: String) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in Self.oneLine(text).unicodeScalars {
            if scalar == "\\" || scalar == "\"" { escaped.append("\\") }
            escaped.append(scalar)
        }
        return "\"\(String(escaped))\""
    }
}
