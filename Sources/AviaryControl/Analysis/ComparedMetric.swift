internal import AviaryStatistics

/// A number of each request, compared between both versions.
struct ComparedMetric: MetricWatch {
    /// What the number is.
    enum Quantity: Sendable {
        case failure, emptiness, confidence, latency, labelError, retry, correction
        /// Whether it takes longer than so many seconds.
        case slowness(Double)
    }

    private let quantity: Quantity
    private var judge: MetricJudge

    /// Begins without a verdict.
    init(_ quantity: Quantity, _ kind: MetricPlan.Kind, margin: Double, levels: ErrorLevels) {
        self.quantity = quantity
        let isLowerWorse = if case .confidence = quantity { true } else { false }
        self.judge = MetricJudge(
            MetricPlan(
                kind: kind,
                direction: isLowerWorse ? .lowerIsWorse : .higherIsWorse,
                margin: margin,
                levels: levels
            )
        )
    }

    mutating func add(_ sample: Sample) {
        guard let value = self.value(of: sample) else { return }
        self.judge.add(value, to: sample.arm)
    }

    var verdict: Verdict { self.judge.verdict }

    var finding: MetricFinding {
        MetricFinding(
            effect: self.judge.effect,
            bounds: self.judge.interval,
            counts: self.judge.counts,
            forecast: self.judge.forecast
        )
    }

    var obstacle: String? {
        switch (self.judge.counts.treatment, self.judge.counts.control) {
        case (0, 0): "no \(self.facts) have arrived"
        case (0, _): "no \(self.facts) of the candidate have arrived"
        case (_, 0): "no \(self.facts) of stable have arrived"
        default: nil
        }
    }

    private func value(of sample: Sample) -> Double? {
        switch self.quantity {
        case .failure: sample.isFeedback ? nil : Self.number(sample.isFailure)
        case .emptiness: Self.number(sample.isEmpty)
        // Whatever lies outside its range says nothing of how sure anybody is.
        case .confidence: sample.confidence.flatMap { (0...1).contains($0) ? $0 : nil }
        case .latency: sample.latency.flatMap { $0.isFinite ? $0 : nil }
        case .slowness(let bound): Self.number(sample.latency.flatMap { $0.isNaN ? nil : $0 > bound })
        case .labelError: Self.number(sample.labelIsWrong)
        case .retry: Self.number(sample.isRetry)
        case .correction: Self.number(sample.isCorrected)
        }
    }

    private static func number(_ isSo: Bool?) -> Double? { isSo.map { $0 ? 1 : 0 } }

    private var facts: String {
        switch self.quantity {
        case .failure: "requests"
        case .emptiness: "outputs"
        case .confidence: "probabilities"
        case .latency, .slowness: "latencies"
        case .labelError: "labels"
        case .retry: "notes of what was asked again"
        case .correction: "notes of what was corrected"
        }
    }
}
