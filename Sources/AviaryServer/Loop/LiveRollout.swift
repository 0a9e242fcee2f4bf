internal import AviaryControl
internal import AviaryCore

/// A rollout that goes on, and what is known of its candidate.
struct LiveRollout {
    var rollout: Rollout
    var analyses: [Int: AnalysisRun] = [:]
    private var instruments = RolloutInstruments()
    /// Whether the analyses know more than `/metrics` was told.
    private var hasNews = false

    /// Begins without an analysis.
    init(rollout: Rollout) { self.rollout = rollout }

    /// Gives samples of the two versions to the analyses that they count for; a shadow beside them is nobody's candidate.
    ///
    /// - Returns: whether there is one.
    mutating func take(_ entries: [Collector.Entry]) -> Bool {
        guard !self.analyses.isEmpty else { return false }
        let (stable, candidate) = (self.rollout.stable, self.rollout.candidate)
        let entries = entries.filter { $0.version == ($0.sample.source == .stable ? stable : candidate) }
        // The keys alone: whoever held the analyses themselves would have them copied.
        for step in Array(self.analyses.keys) { self.analyses[step]?.add(entries) }
        self.instruments.count(entries, of: self.rollout)
        self.hasNews = true
        return true
    }

    /// Gives an analysis what somebody else says.
    mutating func take(_ answer: ExternalAnswer, for metric: String, step: Int) {
        self.analyses[step]?.analysis.add(answer, for: metric)
        self.hasNews = true
    }

    /// How analyses end, in the order of their steps.
    func outcomes(at now: Timestamp) -> [(step: Int, outcome: AnalysisOutcome)] {
        let outcomes = self.analyses.compactMap { step, run in
            run.analysis.outcome(at: now).map { (step: step, outcome: $0) }
        }
        return outcomes.sorted { $0.step < $1.step }
    }

    /// Tells `/metrics` what the analyses know, if that is anything new.
    mutating func tell(at now: Timestamp) {
        guard self.hasNews else { return }
        self.hasNews = false
        for run in self.analyses.values { self.instruments.record(run.analysis.report(at: now), of: self.rollout) }
    }
}

/// An analysis that goes on, and from which decision on requests count for it.
struct AnalysisRun {
    var analysis: Analysis
    let generation: UInt64
    /// When each metric that somebody else is asked for is asked next.
    var questions: [String: Timestamp] = [:]

    /// Takes in what counts for it: what requests have shown since it began.
    mutating func add(_ samples: [Collector.Entry]) {
        for entry in samples where entry.generation >= self.generation { self.analysis.add(entry.sample) }
    }
}
