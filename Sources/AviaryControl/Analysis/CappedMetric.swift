internal import AviaryStatistics

/// How often something happens to the candidate that cannot happen to stable, held against the most that may be.
struct CappedMetric: MetricWatch {
    /// What may happen.
    enum Mishap: Sendable {
        case fallback, disagreement
    }

    private let mishap: Mishap
    private var rate: SequentialRate

    /// Begins without a verdict.
    init(_ mishap: Mishap, most: Double, levels: ErrorLevels) {
        self.mishap = mishap
        self.rate = SequentialRate(limit: most, levels: levels)
    }

    mutating func add(_ sample: Sample) {
        guard sample.source == .candidate else { return }
        switch self.mishap {
        case .fallback: if !sample.isFeedback { self.rate.add(sample.isFallback) }
        case .disagreement: if let disagrees = sample.disagrees { self.rate.add(disagrees) }
        }
    }

    var verdict: Verdict { self.rate.isAbove ? .fail : (self.rate.isBelow ? .pass : .continue) }

    var finding: MetricFinding {
        MetricFinding(
            effect: self.rate.rate,
            bounds: self.rate.count > 0 ? self.rate.bounds : .unknown,
            counts: ArmPair(control: 0, treatment: self.rate.count),
            forecast: self.rate.forecast
        )
    }

    var obstacle: String? {
        guard self.rate.count == 0 else { return nil }
        return switch self.mishap {
        case .fallback: "no requests of the candidate have arrived"
        case .disagreement: "no outputs have been compared with stable's"
        }
    }
}
