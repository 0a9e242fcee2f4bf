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
    /// - Throws: `AviaryError` with code `invalidArgument` that names the first step which cannot be as it is.
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
        var problems = Self.problems(steps, progressDeadline)
        if let strategy, !strategy.fits(steps) {
            problems.append(PlanProblem("strategy", "the steps are not those of '\(strategy.rawValue)'"))
        }
        if let problem = problems.first { throw problem.error }
    }
}
