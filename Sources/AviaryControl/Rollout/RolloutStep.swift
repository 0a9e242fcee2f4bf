package import AviaryCore

/// One stage of a rollout.
package enum RolloutStep: Sendable, Hashable, Codable {
    /// From here on the candidate gets copies of a share of the requests, and its replies are compared and thrown away.
    case mirror(Weight)
    /// From here on the candidate answers a share of the requests.
    case setWeight(Weight)
    /// Waits for a time, or, without one, until a person approves.
    case pause(Duration?)
    /// Judges the candidate, and waits for the verdict.
    case analysis(AnalysisPlan)
    /// Judges the candidate from here to the end of the rollout, without waiting: only a failure matters.
    case backgroundAnalysis(AnalysisPlan)
    /// The candidate answers those who ask for it, and nobody else.
    case preview
    /// The candidate answers all requests, from one moment to the next.
    case `switch`
    /// Waits for a time in which stable is kept warm, ready to take all requests back.
    case bake(Duration)
}

/// How long an analysis goes on, and what it takes to pass.
package struct AnalysisPlan: Sendable, Hashable, Codable {
    /// How many of its requests the candidate must have had before it passes.
    package var minimumRequests: Int
    /// How long it must have been watched before it passes.
    package var minimumTime: Duration
    /// After how long it is inconclusive without a verdict.
    package var deadline: Duration
    /// By what the candidate is judged: each of them may fail it, and all of them must pass.
    package var metrics: [AnalysisMetric]
    /// With what probability a candidate that is no worse is ever failed, whatever the number of metrics.
    package var alpha: Double

    /// Makes a plan.
    ///
    /// - Parameters:
    ///   - minimumRequests: how many of its requests the candidate must have had before it passes, not negative.
    ///   - minimumTime: how long it must have been watched before it passes.
    ///   - deadline: after how long it is inconclusive, not before `minimumTime`.
    ///   - metrics: by what the candidate is judged.
    ///   - alpha: with what probability a candidate that is no worse is ever failed, above 0 and below 0.5.
    package init(
        minimumRequests: Int = 500,
        minimumTime: Duration = .zero,
        deadline: Duration = .seconds(2 * 60 * 60),
        metrics: [AnalysisMetric] = AnalysisMetric.usual,
        alpha: Double = 0.05
    ) {
        self.minimumRequests = minimumRequests
        self.minimumTime = minimumTime
        self.deadline = deadline
        self.metrics = metrics
        self.alpha = alpha
    }
}
