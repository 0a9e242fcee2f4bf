internal import AviaryCore

/// Which requests a candidate gets while it is judged, and so what can be measured.
package struct CandidateTraffic: Sendable, Hashable {
    /// Whether it answers some of them itself.
    package private(set) var hasAnswers = false
    /// Whether it gets copies of some of them, which are compared.
    package private(set) var hasCopies = false

    /// What the candidate gets along a rollout.
    ///
    /// - Parameter steps: the rollout's steps.
    /// - Returns: what it gets at each of them; for an analysis in the background, from there to the rollout's end.
    package static func along(_ steps: [RolloutStep]) -> [CandidateTraffic] {
        var now = CandidateTraffic()
        let each = steps.map { step in
            now.take(step)
            return now
        }
        var later = CandidateTraffic()
        let fromHere = each.reversed().map { traffic in
            later.hasAnswers = later.hasAnswers || traffic.hasAnswers
            later.hasCopies = later.hasCopies || traffic.hasCopies
            return later
        }
        return zip(steps, zip(each, fromHere.reversed())).map { step, traffic in
            if case .backgroundAnalysis = step { traffic.1 } else { traffic.0 }
        }
    }

    private mutating func take(_ step: RolloutStep) {
        switch step {
        case .mirror(let share): self.hasCopies = share > .none
        case .setWeight(let weight):
            self.hasAnswers = weight > .none
            if weight == .all { self.hasCopies = false }
        case .switch: (self.hasAnswers, self.hasCopies) = (true, false)
        case .preview: self.hasCopies = false
        case .pause, .analysis, .backgroundAnalysis, .bake: break
        }
    }

    /// Whether a measure can be taken.
    ///
    /// - Parameter measure: what would be measured.
    /// - Returns: whether the candidate gets requests that show it.
    package func shows(_ measure: AnalysisMetric.Measure) -> Bool {
        switch measure {
        case .slowerThan, .latencyMean, .latencyQuantile, .fallbackRate, .retryRate, .correctionRate:
            self.hasAnswers
        case .disagreement: self.hasCopies
        case .errorRate, .emptyRate, .confidence, .classShares, .labelError, .prometheus, .webhook: true
        }
    }

    /// What is wrong with an analysis where the candidate gets these requests.
    func problems(with plan: AnalysisPlan) -> [PlanProblem] {
        plan.metrics.enumerated().filter { !self.shows($1.measure) }.map { index, metric in
            if case .disagreement = metric.measure {
                PlanProblem(
                    "metrics[\(index)]",
                    "'\(metric.name)' is measured on copies of requests, and here none are sent",
                    remedy: "mirror some before, or leave it out"
                )
            } else {
                PlanProblem(
                    "metrics[\(index)]",
                    "'\(metric.name)' is measured on requests that the candidate answers, and here it answers none",
                    remedy: "give it a weight before, or leave it out"
                )
            }
        }
    }
}

extension RolloutStep {
    /// How the candidate is judged at this step, if it is.
    package var analysis: AnalysisPlan? {
        switch self {
        case .analysis(let plan), .backgroundAnalysis(let plan): plan
        case .mirror, .setWeight, .pause, .preview, .switch, .bake: nil
        }
    }

    /// The step with those of its metrics that can be measured.
    ///
    /// - Parameter traffic: which requests the candidate gets.
    /// - Returns: the same step, unless it judges by something that these requests do not show.
    package func fitted(to traffic: CandidateTraffic) -> RolloutStep {
        guard var plan = self.analysis else { return self }
        plan.metrics.removeAll { !traffic.shows($0.measure) }
        if case .analysis = self { return .analysis(plan) } else { return .backgroundAnalysis(plan) }
    }
}
