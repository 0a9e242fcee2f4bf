internal import AviaryControl
internal import AviaryCore
internal import Logging

extension ControlLoop {
    /// How often waits and deadlines are looked at, where nothing else happens.
    private static let patience = Duration.milliseconds(250)
    /// While many requests are judged every moment counts: a failing candidate answers them until it is taken out.
    private static let watchful = Duration.milliseconds(5)
    /// While no rollout has many: at most four of one come meanwhile.
    private static let attentive = Duration.milliseconds(20)
    /// So many a second are many.
    private static let many = 200
    static let calm = Duration.milliseconds(100)

    /// Takes in what requests have left behind, judges, and lets time pass.
    ///
    /// - Returns: after how long to do so again.
    @discardableResult package func tick() async -> Duration {
        let (touched, most) = self.collect()
        let now = self.world.now()
        let isRound = now.since(self.lastRound) >= Self.patience
        if isRound {
            self.lastRound = now
            self.askOthers(at: now)
            for (id, event) in self.unwritten { await self.tryAgain(event, id) }
        }
        for id in isRound ? Array(self.live.keys) : touched { await self.judge(id, at: now) }
        if isRound {
            for (id, live) in Array(self.live) {
                if let due = live.rollout.nextTick, now >= due { await self.happens(.ticked, to: id) }
            }
            for id in Array(self.live.keys) { self.live[id]?.tell(at: now) }
        }
        if !self.live.values.contains(where: { !$0.analyses.isEmpty }) {
            self.pause = Self.calm
        } else {
            self.pause = .seconds(most) > self.pause * Self.many ? Self.watchful : Self.attentive
        }
        return self.pause
    }

    /// Gives each sample to the analyses that it counts for.
    ///
    /// - Returns: the rollouts that know more than before, and how many samples came for the one that had most.
    private func collect() -> (touched: [String], most: Int) {
        var result: (touched: [String], most: Int) = ([], 0)
        var (entries, copies) = self.collector.drain()
        for copy in copies {
            self.comparisons[copy.endpoint, default: [:]][copy.entry.version, default: .init()]
                .add(copy, using: &self.random)
            entries[copy.endpoint, default: []].append(copy.entry)
        }
        for (endpoint, entries) in entries {
            guard let id = self.records[endpoint]?.rollout, self.live[id]?.take(entries) == true else { continue }
            result.touched.append(id)
            result.most = max(result.most, entries.count)
        }
        return result
    }

    private func judge(_ id: String, at now: Timestamp) async {
        for (step, outcome) in self.live[id]?.outcomes(at: now) ?? [] {
            await self.happens(.judged(step: step, outcome), to: id)
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
        self.live[id]?.take(answer, for: metric, step: step)
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
