package import AviaryCore

extension Alert {
    /// The alert for programs, without its history.
    package var json: JSONValue {
        [
            "id": .string(self.id),
            "endpoint": .string(self.subject.endpoint.rawValue),
            "monitor": .string(self.subject.monitor),
            "subject": .string(self.subject.id),
            "labels": .object(self.labels.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) }),
            "severity": .string(self.severity.rawValue),
            "state": .string(self.state.rawValue),
            "summary": .string(self.latest.summary),
            "since": .string(self.since.iso8601),
            "fired": .text(self.fired?.iso8601),
            "ended": .text(self.ended?.iso8601),
            "seen": .string(self.seen.iso8601),
            "evidence": self.latest.json,
            "first_evidence": self.first.json,
            "acknowledged": self.acknowledgement.map {
                ["by": .string($0.by), "at": .string($0.at.iso8601), "comment": .string($0.comment)]
            } ?? .null,
            "path": .string(self.path), "revision": .integer(self.revision),
        ]
    }

    /// The alert for programs, with what happened to it.
    ///
    /// - Parameter silence: the silence that holds for it.
    /// - Returns: the alert, `silence` and `history`.
    package func json(silencedBy silence: Silence?) -> JSONValue {
        guard case .object(let members) = self.json else { return self.json }
        let steps = self.history.map { step -> JSONValue in
            [
                "at": .string(step.at.iso8601), "what": .string(step.what), "by": .text(step.by),
                "note": .string(step.note),
            ]
        }
        return .object(members + [.init("silence", .text(silence?.id)), .init("history", .array(steps))])
    }
}

extension Judgement.Evidence {
    /// The evidence for programs; what is not known is null.
    package var json: JSONValue {
        [
            "summary": .string(self.summary), "value": .finite(self.value), "bound": .finite(self.bound),
            "test": .text(self.test), "statistic": .finite(self.statistic), "p_value": .finite(self.pValue),
            "since": .text(self.since?.iso8601), "change": .text(self.change),
            "requests": self.requests.map { .integer($0) } ?? .null,
            "ranking": .array(
                self.ranking.map {
                    [
                        "feature": .string($0.feature), "distance": .finite($0.distance),
                        "p_value": .finite($0.pValue),
                    ]
                }
            ),
        ]
    }
}

extension Silence {
    /// The silence for programs.
    package var json: JSONValue {
        [
            "id": .string(self.id), "matchers": .array(self.matchers.map { .string($0.text) }),
            "starts": .string(self.starts.iso8601), "ends": .string(self.ends.iso8601),
            "author": .string(self.author), "comment": .string(self.comment),
        ]
    }
}

extension AlertEntry {
    /// What an entry of the log says of alerts; `status` is what webhooks look at first.
    package var members: [JSONValue.Member] {
        let status = self.alerts.first.map { $0.isLive ? "firing" : "resolved" } ?? "resolved"
        return [
            .init("transition", .string(self.transition.rawValue)), .init("status", .string(status)),
            .init("monitor", .string(self.monitor)), .init("severity", .string(self.severity.rawValue)),
            .init("silenced", .bool(!self.isTold)), .init("note", .text(self.note)),
            .init("alerts", .array(self.alerts.map(\.json))),
        ]
    }
}
