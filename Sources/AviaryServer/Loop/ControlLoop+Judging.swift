internal import AviaryControl
internal import AviaryCore
internal import AviaryServing
internal import Logging

extension ControlLoop {
    /// How often waits and deadlines are looked at, where nothing else happens.
    private static let patience = Duration.milliseconds(250)

    /// Takes in what requests have left behind, judges, and lets time pass.
    package func tick() async {
        let touched = self.collect()
        let now = self.world.now()
        let isRound = now.since(self.lastRound) >= Self.patience
        if isRound {
            self.lastRound = now
            self.askOthers(at: now)
            for (id, event) in self.unwritten { await self.tryAgain(event, id) }
        }
        for id in isRound ? Set(self.live.keys) : touched { await self.judge(id) }
        guard isRound else { return }
        for (id, live) in Array(self.live) {
            if let due = live.rollout.nextTick, now >= due { await self.happens(.ticked, to: id) }
        }
        let reports = self.live.values.map { live in
            (rollout: live.rollout, reports: live.analyses.values.map { $0.analysis.report(at: now) })
        }
        self.metrics.record(analyses: reports)
    }

    /// Whether anything goes on that every moment counts for.
    var isJudging: Bool { self.live.values.contains { !$0.analyses.isEmpty } }

    /// Gives each sample to the analyses that it counts for.
    ///
    /// - Returns: the rollouts that know more than before.
    private func collect() -> Set<String> {
        var touched: Set<String> = []
        for (endpoint, observations) in self.collector.drain() {
            guard let id = self.records[endpoint]?.rollout else { continue }
            // The keys alone: whoever held the analyses themselves would have them copied.
            let steps = self.live[id].map { Array($0.analyses.keys) } ?? []
            guard !steps.isEmpty else { continue }
            for step in steps { self.live[id]?.analyses[step]?.add(observations) }
            self.metrics.count(observations, self.live[id]?.rollout)
            touched.insert(id)
        }
        return touched
    }

    private func judge(_ id: String) async {
        let now = self.world.now()
        guard let analyses = self.live[id]?.analyses else { return }
        for (step, run) in analyses.sorted(by: { $0.key < $1.key }) {
            if let outcome = run.analysis.outcome(at: now) { await self.happens(.judged(step: step, outcome), to: id) }
        }
    }

    // MARK: What others say

    private func askOthers(at now: Timestamp) {
        for (id, live) in Array(self.live) {
            for (step, run) in live.analyses {
                for metric in run.analysis.plan.metrics {
                    guard let (kind, check) = metric.measure.question else { continue }
                    guard now >= run.questions[metric.name] ?? now else { continue }
                    self.live[id]?.analyses[step]?.questions[metric.name] = now.advanced(by: check.interval)
                    let question = ExternalQuestion(
                        kind: kind,
                        check: check,
                        rollout: live.rollout,
                        metric: metric.name
                    )
                    let world = self.world
                    Task { self.answered(id, step, metric.name, await world.ask(question)) }
                }
            }
        }
    }

    private func answered(_ id: String, _ step: Int, _ metric: String, _ answer: ExternalAnswer) {
        if case .unusable(let reason) = answer {
            self.logger.warning(
                "A metric could not be had",
                metadata: ["rollout": "\(id)", "metric": "\(metric)", "reason": "\(reason)"]
            )
        }
        self.live[id]?.analyses[step]?.analysis.add(answer, for: metric)
    }

    // MARK: What could not be written down

    /// Keeps an event that could not be written down; verdicts and times come again by themselves.
    func retry(_ event: RolloutEvent, _ id: String) {
        switch event {
        case .prepared, .refused: self.unwritten[id] = event
        case .ticked, .judged, .pause, .resume, .promote, .abort: return
        }
    }

    private func tryAgain(_ event: RolloutEvent, _ id: String) async {
        self.unwritten[id] = nil
        await self.happens(event, to: id)
    }
}

extension AnalysisRun {
    /// Takes in what counts for it: what requests have shown since it began.
    mutating func add(_ samples: [Collector.Entry]) {
        for entry in samples where entry.generation >= self.generation { self.analysis.add(entry.sample) }
    }
}

extension AnalysisMetric.Measure {
    /// Who is asked what, for a metric that Aviary does not measure itself.
    fileprivate var question: (kind: ExternalQuestion.Kind, check: AnalysisMetric.ExternalCheck)? {
        switch self {
        case .prometheus(let check): (.prometheus, check)
        case .webhook(let check): (.webhook, check)
        default: nil
        }
    }
}
