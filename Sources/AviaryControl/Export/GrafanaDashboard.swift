package import AviaryCore

/// A dashboard for Grafana over what Aviary shows at `/metrics`, to be imported as it is.
package enum GrafanaDashboard {
    /// A panel: a title, the queries behind it, and how their numbers are read.
    private struct Panel {
        let title: String
        let unit: String
        let queries: [(expression: String, legend: String)]
    }

    /// A row of panels, as the four kinds of measures have them.
    private struct Row {
        let title: String
        let panels: [Panel]
    }

    /// The dashboard as JSON.
    package static var json: JSONValue {
        var panels: [JSONValue] = []
        var (id, top) = (1, 0)
        for row in Self.rows {
            panels.append(Self.heading(row.title, id: id, top: top))
            (id, top) = (id + 1, top + 1)
            for (place, panel) in row.panels.enumerated() {
                panels.append(Self.panel(panel, id: id, left: place % 3 * 8, top: top + place / 3 * 8))
                id += 1
            }
            top += (row.panels.count + 2) / 3 * 8
        }
        return [
            "title": "Aviary", "uid": "aviary", "tags": ["aviary"], "schemaVersion": 39, "editable": true,
            "refresh": "10s", "time": ["from": "now-1h", "to": "now"],
            "templating": ["list": [Self.source, Self.endpoint]],
            "panels": .array(panels),
        ]
    }

    private static let filter = "endpoint=~\"$endpoint\""

    private static let rows = [
        Row(
            title: "System",
            panels: [
                Panel(
                    title: "Requests",
                    unit: "reqps",
                    queries: [
                        ("sum by (endpoint, version, role) (rate(aviary_requests_total{\(filter)}[1m]))", Self.version)
                    ]
                ),
                Panel(
                    title: "Latency",
                    unit: "s",
                    queries: [0.5, 0.9, 0.99, 0.999].map { quantile in
                        (
                            "histogram_quantile(\(quantile), sum by (endpoint, le) "
                                + "(rate(aviary_request_duration_seconds_bucket{\(filter)}[5m])))",
                            "{{endpoint}} p\(quantile * 100)"
                        )
                    }
                ),
                Panel(
                    title: "Errors by reason",
                    unit: "percentunit",
                    queries: [
                        (
                            "sum by (endpoint, reason) (rate(aviary_request_errors_total{\(filter)}[5m])) "
                                + "/ on (endpoint) group_left sum by (endpoint) (rate(aviary_requests_total{\(filter)}[5m]))",
                            "{{endpoint}} {{reason}}"
                        )
                    ]
                ),
                Panel(
                    title: "Waiting requests",
                    unit: "short",
                    queries: [("aviary_queue_depth", "{{model}} {{version}}")]
                ),
                Panel(title: "Memory", unit: "bytes", queries: [("process_resident_memory_bytes", "{{instance}}")]),
                Panel(
                    title: "Processor",
                    unit: "short",
                    queries: [("rate(process_cpu_seconds_total[1m])", "{{instance}}")]
                ),
            ]
        ),
        Row(
            title: "Inputs",
            panels: [
                Panel(title: "Missing values", unit: "percentunit", queries: [Self.measure("input.missing")]),
                Panel(
                    title: "Distance from the reference",
                    unit: "short",
                    queries: [
                        ("aviary_drift_distance{\(filter)}", "{{endpoint}} {{version}} {{monitor}} {{column}}")
                    ]
                ),
                Panel(title: "Means", unit: "short", queries: [Self.measure("input.value")]),
            ]
        ),
        Row(
            title: "Predictions",
            panels: [
                Panel(title: "Confidence", unit: "percentunit", queries: [Self.measure("prediction.confidence")]),
                Panel(title: "Empty answers", unit: "percentunit", queries: [Self.measure("prediction.empty")]),
                Panel(title: "Means", unit: "short", queries: [Self.measure("prediction.value")]),
            ]
        ),
        Row(
            title: "Users and alerts",
            panels: [
                Panel(title: "Retries", unit: "percentunit", queries: [Self.measure("interaction.retries")]),
                Panel(
                    title: "Alerts",
                    unit: "short",
                    queries: [("sum by (state, severity) (aviary_alerts)", "{{severity}} {{state}}")]
                ),
                Panel(
                    title: "Candidates' shares",
                    unit: "percentunit",
                    queries: [("aviary_rollout_weight{\(filter)}", "{{endpoint}} {{candidate}}")]
                ),
            ]
        ),
    ]

    private static let version = "{{endpoint}} {{version}} {{role}}"

    private static func measure(_ name: String) -> (expression: String, legend: String) {
        (
            "aviary_measure{\(Self.filter),measure=\"\(name)\",statistic=\"mean\"}",
            "{{endpoint}} {{version}} {{feature}}"
        )
    }

    private static let source: JSONValue = [
        "name": "source", "label": "Data source", "type": "datasource", "query": "prometheus",
    ]

    private static let endpoint: JSONValue = [
        "name": "endpoint", "label": "Endpoint", "type": "query", "datasource": Self.datasource,
        "query": "label_values(aviary_requests_total, endpoint)", "refresh": 2, "multi": true, "includeAll": true,
        "current": ["text": "All", "value": "$__all"],
    ]

    private static let datasource: JSONValue = ["type": "prometheus", "uid": "${source}"]

    private static func place(_ width: Int, _ height: Int, _ left: Int, _ top: Int) -> JSONValue {
        ["w": .integer(width), "h": .integer(height), "x": .integer(left), "y": .integer(top)]
    }

    private static func heading(_ title: String, id: Int, top: Int) -> JSONValue {
        [
            "id": .integer(id), "type": "row", "title": .string(title), "collapsed": false, "panels": [],
            "gridPos": Self.place(24, 1, 0, top),
        ]
    }

    private static func panel(_ panel: Panel, id: Int, left: Int, top: Int) -> JSONValue {
        let targets = panel.queries.enumerated().map { index, query -> JSONValue in
            [
                "refId": .string(String(UnicodeScalar(UInt8(ascii: "A") + UInt8(index)))),
                "datasource": Self.datasource,
                "expr": .string(query.expression), "legendFormat": .string(query.legend),
            ]
        }
        return [
            "id": .integer(id), "type": "timeseries", "title": .string(panel.title), "datasource": Self.datasource,
            "gridPos": Self.place(8, 8, left, top),
            "fieldConfig": ["defaults": ["unit": .string(panel.unit)], "overrides": []],
            "targets": .array(targets),
        ]
    }
}
