internal import AviaryCore
internal import AviaryStatistics

/// What an analysis knows of one metric.
package struct MetricReport: Sendable, Hashable {
    /// What is judged, and by what margin.
    package let metric: AnalysisMetric
    /// What it says by itself.
    package let verdict: Verdict
    /// What is known in numbers.
    package let finding: MetricFinding
    /// How long the numbers that a verdict still takes will be in coming, if they come as they did; `nil` where nobody can say.
    package let forecastTime: Duration?
    /// What keeps the metric from being computed, in words; `nil` where nothing does.
    package let obstacle: String?

    /// Asks a watch.
    ///
    /// - Parameters:
    ///   - metric: what is judged.
    ///   - watch: who knows of it.
    ///   - elapsed: since when it watches.
    init(_ metric: AnalysisMetric, _ watch: any MetricWatch, after elapsed: Duration) {
        self.metric = metric
        self.verdict = watch.verdict
        self.finding = watch.finding
        self.obstacle = watch.obstacle
        if case .about(let more) = self.finding.forecast, self.finding.candidateCount > 0 {
            let seconds = Double(elapsed.nanoseconds) / 1e9 / Double(self.finding.candidateCount) * Double(more)
            // Nobody waits for years.
            self.forecastTime = seconds < 1e9 ? .seconds(seconds.rounded(.up)) : nil
        } else {
            self.forecastTime = nil
        }
    }

    /// How the verdict comes about.
    package var method: String {
        switch self.metric.measure {
        case .latencyMean: "asymptotic confidence sequence"
        case .latencyQuantile: "confidence sequence of quantiles"
        case .prometheus, .webhook: "threshold, no test"
        case .errorRate, .fallbackRate, .slowerThan, .emptyRate, .confidence, .classShares, .disagreement, .labelError,
            .retryRate, .correctionRate:
            "betting"
        }
    }

    /// What is known, in words: `error-rate is 0.98 higher than stable's (0.35 to 1.00, margin 0.01)`.
    package var words: String {
        let name = self.metric.name
        if let obstacle, self.verdict != .fail { return "\(name): \(obstacle)" }
        switch self.metric.measure {
        case .prometheus: return "\(name): the query \(self.finding.subject ?? "")"
        case .webhook: return "\(name): the webhook \(self.finding.subject ?? "")"
        case .fallbackRate, .disagreement:
            guard let effect = self.finding.effect else { return "\(name): nothing has come" }
            return "\(name) is \(PlainNumber(effect)) (\(self.range)at most \(PlainNumber(self.metric.margin)))"
        default:
            guard let effect = self.finding.effect else { return "\(name): nothing has come" }
            let subject = self.finding.subject.map { "\(name): \($0)" } ?? name
            let size = "\(PlainNumber(effect.magnitude))\(self.unit)"
            let difference = effect == 0 ? "the same as" : "\(size) \(effect > 0 ? "higher" : "lower") than"
            let margin = "margin \(PlainNumber(self.metric.margin))\(self.unit)"
            return "\(subject) is \(difference) stable's (\(self.range)\(margin))"
        }
    }

    private var range: String {
        switch (self.finding.lower, self.finding.upper) {
        case (let lower?, let upper?): "\(PlainNumber(lower)) to \(PlainNumber(upper))\(self.unit), "
        case (let lower?, nil): "at least \(PlainNumber(lower))\(self.unit), "
        case (nil, let upper?): "at most \(PlainNumber(upper))\(self.unit), "
        case (nil, nil): ""
        }
    }

    private var unit: String {
        switch self.metric.measure {
        case .latencyMean, .latencyQuantile: " s"
        default: ""
        }
    }
}
