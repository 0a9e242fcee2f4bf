package import AviaryCore
internal import AviaryStatistics

extension MetricJudge {
    /// What is known, for programs.
    ///
    /// What is not known, or infinite, is null.
    ///
    /// - Parameter line: the number of the line that was read last, from 1.
    /// - Returns: an object with the members `verdict`, `line`, `effect`, `interval`, `requests` and `forecast`.
    package func report(line: Int) -> JSONValue {
        [
            "verdict": .string(self.verdict.rawValue),
            "line": self.verdict == .continue ? .null : .number("\(line)"),
            "effect": .finite(self.effect),
            "interval": [.finite(self.interval.lower), .finite(self.interval.upper)],
            "requests": [
                "stable": .number("\(self.counts.control)"), "candidate": .number("\(self.counts.treatment)"),
            ],
            "forecast": self.forecastReport,
        ]
    }

    private var forecastReport: JSONValue {
        switch self.forecast {
        case .decided: .number("0")
        case .about(let requests): .number("\(requests)")
        case .outOfSight, .unknown: .null
        }
    }
}
