package import AviaryCore
internal import AviaryStatistics

/// What an analysis knows at a moment.
package struct AnalysisReport: Sendable, Hashable {
    /// The step that it belongs to.
    package let step: Int
    /// How many of its requests the candidate had.
    package let requests: Int
    /// How many it takes to pass.
    package let minimumRequests: Int
    /// How long it goes on.
    package let elapsed: Duration
    /// After how long it is inconclusive.
    package let deadline: Duration
    /// What is known of each metric, in the plan's order.
    package let metrics: [MetricReport]
    /// How it has ended, if it has.
    package let outcome: AnalysisOutcome?
}

extension AnalysisReport {
    /// The same for programs; what is not known is null.
    package var json: JSONValue {
        [
            "step": .integer(self.step),
            "requests": .integer(self.requests),
            "minimum_requests": .integer(self.minimumRequests),
            "elapsed_seconds": .seconds(self.elapsed),
            "deadline_seconds": .seconds(self.deadline),
            "verdict": .string(self.outcome?.verdict.rawValue ?? Verdict.continue.rawValue),
            "reason": .text(self.outcome?.reason),
            "metrics": .array(self.metrics.map(\.json)),
        ]
    }
}

extension MetricReport {
    /// The same for programs; what is not known is null.
    package var json: JSONValue {
        [
            "metric": .string(self.metric.name),
            "measure": .string(self.metric.measure.word),
            "method": .string(self.method),
            "verdict": .string(self.verdict.rawValue),
            "margin": .finite(self.metric.margin),
            "effect": .finite(self.finding.effect),
            "interval": [.finite(self.finding.lower), .finite(self.finding.upper)],
            "requests": [
                "stable": .integer(self.finding.stableCount), "candidate": .integer(self.finding.candidateCount),
            ],
            "forecast_requests": self.forecastRequests,
            "forecast_seconds": self.forecastTime.map(JSONValue.seconds) ?? .null,
            "reason": .text(self.obstacle),
            "text": .string(self.words),
        ]
    }

    private var forecastRequests: JSONValue {
        switch self.finding.forecast {
        case .decided: 0
        case .about(let requests): .integer(requests)
        case .outOfSight, .unknown: .null
        }
    }
}

extension JSONValue {
    /// A number, or null where there is none that JSON could say.
    static func finite(_ value: Double?) -> JSONValue {
        guard let value, value.isFinite else { return .null }
        return .number("\(value)")
    }

    /// A text, or null.
    static func text(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }

    /// A duration in seconds.
    static func seconds(_ duration: Duration) -> JSONValue { .number("\(duration.seconds)") }
}
