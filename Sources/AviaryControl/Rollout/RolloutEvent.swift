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
    /// How many of its requests the candidate had; `nil` where nobody has counted.
    package let requests: Int?

    /// Makes an outcome.
    ///
    /// - Parameters:
    ///   - verdict: how it has ended.
    ///   - reason: why, in a sentence.
    ///   - evidence: what was known of each metric.
    ///   - requests: how many of its requests the candidate had.
    package init(verdict: Verdict, reason: String, evidence: [MetricEvidence] = [], requests: Int? = nil) {
        self.verdict = verdict
        self.reason = reason
        self.evidence = evidence
        self.requests = requests
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
    /// Candidate less stable, or what is measured of the candidate alone; `nil` where there are no numbers.
    package let effect: Double?
    /// The lower end of where that lies; `nil` where nothing is known.
    package let lower: Double?
    /// The upper end of where that lies; `nil` where nothing is known.
    package let upper: Double?
    /// How many numbers stable had.
    package let stableCount: Int
    /// How many numbers the candidate had.
    package let candidateCount: Int

    /// What else there is to say of it: what keeps it from a verdict, or where its numbers come from.
    package let note: String?

    /// Writes down what is known.
    ///
    /// - Parameter report: what an analysis says of the metric.
    package init(_ report: MetricReport) {
        self.metric = report.metric.name
        self.verdict = report.verdict
        self.margin = report.metric.margin
        self.effect = report.finding.effect
        self.lower = report.finding.lower
        self.upper = report.finding.upper
        self.stableCount = report.finding.stableCount
        self.candidateCount = report.finding.candidateCount
        self.note = report.obstacle ?? report.finding.subject
    }
}
