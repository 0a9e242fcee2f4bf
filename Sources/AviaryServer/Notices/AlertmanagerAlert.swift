internal import AviaryControl
internal import AviaryCore

/// Alerts as Alertmanager's API takes them, version 2: `POST /api/v2/alerts`.
///
/// An alert is known there by its labels. While it fires it is said to end a little later than it is told of next, so that it
/// ends there as well when nobody tells of it any more; when it is over its end is given.
enum AlertmanagerAlert {
    /// How long Alertmanager keeps an alert that it hears nothing of: five of the times at which it hears.
    static let patience = Duration.seconds(300)

    /// The body of a request.
    ///
    /// - Parameters:
    ///   - alerts: firing ones, and those that are over.
    ///   - base: where the server answers; empty while it is not known.
    ///   - now: the time.
    /// - Returns: a list of alerts.
    static func list(_ alerts: [Alert], _ base: String, at now: Timestamp) -> JSONValue {
        .array(alerts.map { Self.json($0, base, at: now) })
    }

    private static func json(_ alert: Alert, _ base: String, at now: Timestamp) -> JSONValue {
        let begin = alert.fired ?? alert.since
        // An end before the begin is refused.
        let end = alert.ended.map { max($0, begin) } ?? now.advanced(by: Self.patience)
        var members: [JSONValue.Member] = [
            .init("labels", Self.labels(alert)), .init("annotations", Self.annotations(alert)),
            .init("startsAt", .string(begin.iso8601)), .init("endsAt", .string(end.iso8601)),
        ]
        if !base.isEmpty { members.append(.init("generatorURL", .string(base + alert.path))) }
        return .object(members)
    }

    private static func labels(_ alert: Alert) -> JSONValue {
        var labels: [String: String] = [:]
        for (name, value) in alert.labels.sorted(by: { $0.key < $1.key }) where !value.isEmpty {
            labels[Self.name(name)] = value
        }
        return .object(labels.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) })
    }

    private static func annotations(_ alert: Alert) -> JSONValue {
        var annotations = ["summary": alert.latest.summary, "alert_id": alert.id, "subject": alert.subject.id]
        annotations["value"] = alert.latest.value.map { "\($0)" }
        annotations["bound"] = alert.latest.bound.map { "\($0)" }
        annotations["p_value"] = alert.latest.pValue.map { "\($0)" }
        annotations["since"] = (alert.first.since ?? alert.since).iso8601
        annotations["acknowledged_by"] = alert.acknowledgement?.by
        return .object(annotations.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) })
    }

    /// A label's name as Prometheus has it: letters, digits and `_`, no digit first.
    private static func name(_ text: String) -> String {
        let name = String(
            text.unicodeScalars.map { scalar in
                scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
                    ? Character(scalar) : "_"
            }
        )
        return name.first?.isNumber ?? true ? "_" + name : name
    }
}
