internal import AviaryCore

extension AnalysisMetric {
    /// The quantiles that can be told from so many requests as a rollout sees.
    private static let quantiles = 0.001...0.9999
    /// The most seconds that a latency may be worse: a day.
    private static let longest = 86_400.0

    /// Everything that cannot be as it is.
    var problems: [PlanProblem] {
        switch self.measure {
        case .errorRate, .fallbackRate, .emptyRate, .confidence, .classShares, .labelError, .retryRate,
            .correctionRate:
            return self.shareProblems("margin")
        case .disagreement: return self.shareProblems("max")
        case .slowerThan(.stableQuantile(let quantile)):
            return self.shareProblems("margin") + Self.problems("bound", quantile)
        case .slowerThan(.absolute(let bound)):
            let problems = self.shareProblems("margin")
            guard bound <= .zero else { return problems }
            return problems + [PlanProblem("bound", "a reply is slow after more than 0s")]
        case .latencyMean: return self.latencyProblems
        case .latencyQuantile(let quantile): return self.latencyProblems + Self.problems("quantile", quantile)
        case .prometheus(let check): return check.problems(asksQuery: true)
        case .webhook(let check): return check.problems(asksQuery: false)
        }
    }

    private func shareProblems(_ key: String) -> [PlanProblem] {
        guard !(self.margin >= 0 && self.margin < 1) else { return [] }
        return [PlanProblem(key, "a share from 0 up, and below 1, is expected, got \(self.margin)")]
    }

    private var latencyProblems: [PlanProblem] {
        guard !(self.margin >= 0 && self.margin <= Self.longest) else { return [] }
        return [PlanProblem("margin", "0 to \(Self.longest) seconds are expected, got \(self.margin)")]
    }

    private static func problems(_ key: String, _ quantile: Double) -> [PlanProblem] {
        guard !Self.quantiles.contains(quantile) else { return [] }
        let bounds = "\(Self.quantiles.lowerBound) to \(Self.quantiles.upperBound)"
        return [PlanProblem(key, "a quantile is of \(bounds), got \(quantile)")]
    }
}

extension AnalysisMetric.ExternalCheck {
    fileprivate func problems(asksQuery: Bool) -> [PlanProblem] {
        var problems: [PlanProblem] = []
        if let words = WebAddress.problem(self.url) { problems.append(PlanProblem("url", words)) }
        switch (asksQuery, self.query ?? "") {
        case (true, ""): problems.append(PlanProblem("query", "Prometheus is asked by a query, and there is none"))
        case (false, let query) where !query.isEmpty:
            problems.append(PlanProblem("query", "a webhook is asked without a query"))
        default: break
        }
        if asksQuery, self.below == nil, self.above == nil {
            problems.append(PlanProblem("below", "the value is held against 'below', 'above' or both"))
        }
        for (key, value) in [("below", self.below), ("above", self.above)] where value?.isFinite == false {
            problems.append(PlanProblem(key, "a finite number is expected"))
        }
        if let below, let above, above >= below {
            problems.append(PlanProblem("above", "no value is above \(above) and below \(below)"))
        }
        for (key, time) in [("interval", self.interval), ("timeout", self.timeout)] where time <= .zero {
            problems.append(PlanProblem(key, "a time longer than 0s is expected"))
        }
        if self.failureLimit < 0 {
            problems.append(PlanProblem("failureLimit", "a number that is not negative is expected"))
        }
        return problems
    }
}
