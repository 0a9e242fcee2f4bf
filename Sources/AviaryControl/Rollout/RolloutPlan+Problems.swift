internal import AviaryCore

extension RolloutPlan {
    /// The most steps of a rollout.
    private static let maximumSteps = 100

    /// Everything in a plan that cannot be as it is, in the steps' order.
    ///
    /// - Parameters:
    ///   - steps: the stages.
    ///   - progressDeadline: after how long without a step forward the rollout is aborted.
    /// - Returns: all problems, of which none is left in a ``RolloutPlan``.
    package static func problems(_ steps: [RolloutStep], _ progressDeadline: Duration) -> [PlanProblem] {
        var problems: [PlanProblem] = []
        if progressDeadline <= .zero {
            problems.append(PlanProblem("progressDeadline", "the progress deadline is longer than 0s"))
        }
        if steps.isEmpty { problems.append(PlanProblem("steps", "a rollout has at least one step")) }
        guard steps.count <= Self.maximumSteps else {
            let words = "a rollout has at most \(Self.maximumSteps) steps, got \(steps.count)"
            return problems + [PlanProblem("steps", words)]
        }
        var weight = Weight.none
        for (index, (step, traffic)) in zip(steps, CandidateTraffic.along(steps)).enumerated() {
            let found =
                Self.problems(of: step, after: &weight)
                + Self.problems(ofAnalysisIn: step, traffic, progressDeadline)
            problems += found.map { $0.inside("steps[\(index)]") }
        }
        return problems
    }

    /// What is wrong with a step that is no analysis.
    ///
    /// - Parameters:
    ///   - step: the step.
    ///   - weight: the candidate's weight before it, and then after it.
    /// - Returns: its problems.
    private static func problems(of step: RolloutStep, after weight: inout Weight) -> [PlanProblem] {
        switch step {
        case .setWeight(let next):
            defer { weight = max(weight, next) }
            guard next <= weight else { return [] }
            return [
                PlanProblem(
                    "setWeight",
                    "the weight rises from step to step, it was \(weight) and would be \(next)",
                    remedy: "to take traffic from the candidate, abort the rollout"
                )
            ]
        case .switch:
            weight = .all
            return []
        case .preview where weight > .none:
            let words = "a preview is for a candidate without traffic, it has \(weight)"
            return [PlanProblem("preview", words)]
        case .mirror where weight == .all:
            let words = "nothing can be mirrored when the candidate answers all requests"
            return [PlanProblem("mirror", words)]
        case .pause(let time?) where time <= .zero: return [PlanProblem("pause", "a wait is longer than 0s")]
        case .bake(let time) where time <= .zero: return [PlanProblem("bake", "a wait is longer than 0s")]
        case .mirror, .preview, .pause, .bake, .analysis, .backgroundAnalysis: return []
        }
    }

    private static func problems(
        ofAnalysisIn step: RolloutStep,
        _ traffic: CandidateTraffic,
        _ progressDeadline: Duration
    ) -> [PlanProblem] {
        guard let plan = step.analysis else { return [] }
        var problems = plan.problems + traffic.problems(with: plan)
        guard case .analysis = step else { return problems.map { $0.inside("backgroundAnalysis") } }
        if plan.deadline > progressDeadline {
            let words =
                "an analysis may take \(DurationText.print(plan.deadline)), and the rollout is aborted after "
                + "\(DurationText.print(progressDeadline)) without progress"
            problems.append(PlanProblem("max", words))
        }
        return problems.map { $0.inside("analysis") }
    }
}
