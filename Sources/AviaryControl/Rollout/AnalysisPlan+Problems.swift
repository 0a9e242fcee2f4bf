internal import AviaryCore

extension AnalysisPlan {
    /// The most metrics of an analysis: they share alpha, and with more there is little left for each.
    private static let maximumMetrics = 32

    /// Everything that cannot be as it is, wherever the analysis stands.
    package var problems: [PlanProblem] {
        var problems: [PlanProblem] = []
        if !(self.alpha > 0 && self.alpha < 0.5) {
            problems.append(PlanProblem("alpha", "a probability above 0 and below 0.5 is expected, got \(self.alpha)"))
        }
        if self.minimumRequests < 0 {
            let words = "the minimum of requests is not negative, got \(self.minimumRequests)"
            problems.append(PlanProblem("min", words))
        }
        if self.minimumTime < .zero { problems.append(PlanProblem("minTime", "a time is not negative")) }
        if self.deadline <= .zero || self.deadline < self.minimumTime {
            let words =
                "an analysis ends by \(DurationText.print(self.deadline)), before the "
                + "\(DurationText.print(self.minimumTime)) that it takes at least"
            problems.append(PlanProblem("max", words))
        }
        return problems + self.metricProblems
    }

    private var metricProblems: [PlanProblem] {
        guard !self.metrics.isEmpty else {
            return [
                PlanProblem(
                    "metrics",
                    "there is nothing to judge the candidate by",
                    remedy: "name metrics that can be measured here"
                )
            ]
        }
        guard self.metrics.count <= Self.maximumMetrics else {
            return [
                PlanProblem("metrics", "at most \(Self.maximumMetrics) metrics are judged, got \(self.metrics.count)")
            ]
        }
        var problems: [PlanProblem] = []
        var names: Set<String> = []
        for (index, metric) in self.metrics.enumerated() {
            if !names.insert(metric.name).inserted {
                problems.append(
                    PlanProblem(
                        "metrics[\(index)].name",
                        "another metric has the name '\(metric.name)'",
                        remedy: "give one of them another one with 'as'"
                    )
                )
            }
            if !(1...64).contains(metric.name.utf8.count) {
                let words = "a name has 1 to 64 characters, got '\(metric.name.prefix(80))'"
                problems.append(PlanProblem("metrics[\(index)].name", words))
            }
            problems += metric.problems.map { $0.inside("metrics[\(index)]") }
        }
        return problems
    }
}
