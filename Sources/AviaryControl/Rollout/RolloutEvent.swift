internal import AviaryStatistics

/// What happens to a rollout.
package enum RolloutEvent: Sendable, Hashable, Codable {
    /// The candidate is loaded, warmed up, and fits stable's signature.
    case prepared
    /// The candidate cannot be served, or does not fit.
    case refused(reason: String)
    /// Time has passed.
    case ticked
    /// The analysis of a step has ended by itself.
    case judged(step: Int, AnalysisOutcome)
    /// Somebody wants it to wait.
    case pause(by: String)
    /// Somebody wants it to go on, or approves.
    case resume(by: String)
    /// Somebody wants it to go to its next step, or, fully, to its end.
    case promote(by: String, fully: Bool)
    /// Somebody wants the candidate gone.
    case abort(by: String, reason: String)
}

/// How an analysis has ended, and on what evidence.
package struct AnalysisOutcome: Sendable, Hashable, Codable {
    /// How it has ended.
    package enum Verdict: String, Sendable, Hashable, Codable {
        case pass, fail, inconclusive
    }

    /// How it has ended.
    package let verdict: Verdict
    /// Why, in a sentence.
    package let reason: String
    /// What was known of each metric.
    package let evidence: [MetricEvidence]

    /// Makes an outcome.
    ///
    /// - Parameters:
    ///   - verdict: how it has ended.
    ///   - reason: why, in a sentence.
    ///   - evidence: what was known of each metric.
    package init(verdict: Verdict, reason: String, evidence: [MetricEvidence] = []) {
        self.verdict = verdict
        self.reason = reason
        self.evidence = evidence
    }
}

/// What was known of a metric when an analysis ended.
package struct MetricEvidence: Sendable, Hashable, Codable {
    /// The metric's name.
    package let metric: String
    /// What it says by itself.
    package let verdict: Verdict
    /// By how much the candidate may be worse.
    package let margin: Double
    /// Candidate less stable; `nil` where one of them had no numbers.
    package let effect: Double?
    /// The lower end of where that lies; `nil` where nothing is known.
    package let lower: Double?
    /// The upper end of where that lies; `nil` where nothing is known.
    package let upper: Double?
    /// How many numbers stable had.
    package let stableCount: Int
    /// How many numbers the candidate had.
    package let candidateCount: Int

    /// Writes down what a judge knows.
    ///
    /// - Parameters:
    ///   - metric: the metric's name.
    ///   - judge: its judge.
    package init(metric: String, judge: MetricJudge) {
        self.metric = metric
        self.verdict = judge.verdict
        self.margin = judge.plan.margin
        self.effect = judge.effect
        self.lower = judge.interval.lower.isFinite ? judge.interval.lower : nil
        self.upper = judge.interval.upper.isFinite ? judge.interval.upper : nil
        self.stableCount = judge.counts.control
        self.candidateCount = judge.counts.treatment
    }
}
