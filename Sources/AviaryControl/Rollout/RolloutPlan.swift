package import AviaryCore

/// What is meant to happen in a rollout.
package struct RolloutPlan: Sendable, Hashable, Codable {
    /// What an analysis without a verdict brings about.
    package enum Inconclusive: String, Sendable, Hashable, Codable, CaseIterable {
        /// A person decides.
        case pause
        /// The candidate goes.
        case abort
        /// The rollout goes on as if it had passed.
        case promote
    }

    /// The stages, in their order; after the last one the candidate is stable.
    package let steps: [RolloutStep]
    /// What an analysis without a verdict brings about.
    package let onInconclusive: Inconclusive
    /// After how long without a step forward the rollout is aborted; waiting that was planned or asked for does not count.
    package let progressDeadline: Duration
    /// The name of the usual list that the steps are from; `nil` for a list of one's own.
    package let strategy: Strategy?

    /// Makes a plan.
    ///
    /// - Parameters:
    ///   - steps: the stages.
    ///   - onInconclusive: what an analysis without a verdict brings about.
    ///   - progressDeadline: after how long without a step forward the rollout is aborted.
    ///   - strategy: the name of the usual list that the steps are from.
    /// - Throws: `AviaryError` with code `invalidArgument` that names the step which cannot be as it is.
    package init(
        steps: [RolloutStep],
        onInconclusive: Inconclusive = .pause,
        progressDeadline: Duration = .seconds(6 * 60 * 60),
        strategy: Strategy? = nil
    ) throws(AviaryError) {
        self.steps = steps
        self.onInconclusive = onInconclusive
        self.progressDeadline = progressDeadline
        self.strategy = strategy
        guard progressDeadline > .zero else {
            throw AviaryError(.invalidArgument, "the progress deadline is longer than 0s")
        }
        guard !steps.isEmpty else { throw AviaryError(.invalidArgument, "a rollout has at least one step") }
        var weight = Weight.none
        for (index, step) in steps.enumerated() {
            do throws(AviaryError) {
                try Self.check(step, after: &weight, progressDeadline)
            } catch {
                throw error.at("steps[\(index)]")
            }
        }
    }

    /// Checks a step.
    ///
    /// - Parameters:
    ///   - step: the step.
    ///   - weight: the candidate's weight before it, and then after it.
    ///   - progressDeadline: how long the rollout may stand still.
    /// - Throws: `AviaryError` that says what cannot be.
    private static func check(
        _ step: RolloutStep,
        after weight: inout Weight,
        _ progressDeadline: Duration
    ) throws(AviaryError) {
        switch step {
        case .setWeight(let next):
            guard next > weight else {
                throw AviaryError(
                    .invalidArgument,
                    "the weight rises from step to step, it was \(weight) and would be \(next)",
                    remedy: "to take traffic from the candidate, abort the rollout"
                )
            }
            weight = next
        case .switch: weight = .all
        case .preview where weight > .none:
            throw AviaryError(.invalidArgument, "a preview is for a candidate without traffic, it has \(weight)")
        case .mirror where weight == .all:
            throw AviaryError(.invalidArgument, "nothing can be mirrored when the candidate answers all requests")
        case .pause(let time?) where time <= .zero, .bake(let time) where time <= .zero:
            throw AviaryError(.invalidArgument, "a wait is longer than 0s")
        case .analysis(let plan), .backgroundAnalysis(let plan):
            guard plan.minimumRequests >= 0 else {
                throw AviaryError(
                    .invalidArgument,
                    "the minimum of requests is not negative, got \(plan.minimumRequests)"
                )
            }
            guard plan.deadline > .zero, plan.deadline >= plan.minimumTime else {
                throw AviaryError(
                    .invalidArgument,
                    "an analysis ends by \(DurationText.print(plan.deadline)), before the "
                        + "\(DurationText.print(plan.minimumTime)) that it takes at least"
                )
            }
            try plan.check()
            guard case .analysis = step, plan.deadline > progressDeadline else { return }
            throw AviaryError(
                .invalidArgument,
                "an analysis may take \(DurationText.print(plan.deadline)), and the rollout is aborted after "
                    + "\(DurationText.print(progressDeadline)) without progress"
            )
        case .mirror, .preview, .pause, .bake: return
        }
    }
}
