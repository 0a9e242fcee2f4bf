internal import AviaryCore

/// The usual lists of steps, by name.
package enum Strategy: String, Sendable, Hashable, Codable, CaseIterable {
    /// A first look: the candidate gets copies, and a person decides what comes of it.
    case shadow
    /// Some trust: one request in twenty, then all or none.
    case canary
    /// For a product that is new, or after a canary: ever more, judged at each step.
    case ramp
    /// For replacing a system: a person looks at the candidate, all requests go over at once, stable stays warm.
    case blueGreen = "blue-green"
    /// Shadow, canary, ramp and bake in one: the default.
    case progressive
    /// No questions: for development, and for what is known to be right.
    case allAtOnce = "all-at-once"

    /// The steps.
    ///
    /// - Parameter analysis: how each analysis is done; each of its metrics goes where it can be measured.
    /// - Returns: the steps, in their order.
    package func steps(analysis: AnalysisPlan = AnalysisPlan()) -> [RolloutStep] {
        let steps = self.list(analysis)
        return zip(steps, CandidateTraffic.along(steps)).map { $0.fitted(to: $1) }
    }

    /// How the analyses are done in steps of this list.
    ///
    /// - Parameter steps: the steps.
    /// - Returns: what ``steps(analysis:)`` makes these steps of; `nil` if nothing does, or there are no analyses.
    package func analysis(of steps: [RolloutStep]) -> AnalysisPlan? {
        let plans = steps.compactMap(\.analysis)
        guard var plan = plans.first else { return nil }
        plan.metrics = plans.map(\.metrics).reduce([], Self.merged)
        return self.steps(analysis: plan) == steps ? plan : nil
    }

    /// Whether steps are of this list, with whatever analyses.
    func fits(_ steps: [RolloutStep]) -> Bool { self.analysis(of: steps) != nil || self.steps() == steps }

    /// All metrics of two analyses, so that each has its own in their order.
    private static func merged(_ first: [AnalysisMetric], _ second: [AnalysisMetric]) -> [AnalysisMetric] {
        var (all, rest) = ([AnalysisMetric](), second[...])
        for metric in first {
            if let index = rest.firstIndex(of: metric) {
                all += rest[..<index]
                rest = rest[(index + 1)...]
            }
            all.append(metric)
        }
        return all + rest
    }

    private func list(_ analysis: AnalysisPlan) -> [RolloutStep] {
        switch self {
        case .shadow: [.mirror(.percent(20)), .analysis(analysis), .pause(nil)]
        case .canary: [.setWeight(.percent(5)), .analysis(analysis)]
        case .ramp: Self.ramp([1, 5, 10, 25, 50], analysis) + [.setWeight(.all)]
        case .blueGreen:
            [.preview, .pause(nil), .switch, .bake(Self.bakeTime)]
        case .progressive:
            [.mirror(.percent(20)), .analysis(analysis), .mirror(.none)]
                + Self.ramp([5, 25, 50], analysis) + [.setWeight(.all), .bake(Self.bakeTime)]
        case .allAtOnce: [.switch]
        }
    }

    private static let bakeTime = Duration.seconds(10 * 60)

    private static func ramp(_ percents: [Int], _ analysis: AnalysisPlan) -> [RolloutStep] {
        percents.flatMap { [.setWeight(.percent($0)), .analysis(analysis)] }
    }
}
