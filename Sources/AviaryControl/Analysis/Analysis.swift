package import AviaryCore
internal import AviaryStatistics

/// Judges a candidate by several metrics while requests are answered.
///
/// Each metric is watched by a test of its own, which may be asked after every request. Together they err as seldom as the
/// plan allows:
///
/// - To fail, one metric suffices, so that each of `m` tests has `alpha / m`: a candidate that is within every margin is ever
///   failed with probability `alpha` at most (Boole's inequality).
/// - To pass, every metric must pass, so that each has the whole `alpha`: if a candidate is worse in any of them, that one would
///   have to err (intersection-union test, Berger 1982).
///
/// What somebody else is asked (Prometheus, a webhook) is held against thresholds and is no test: it takes no share of
/// `alpha`, and no probability is promised for it. A metric without numbers never passes.
package struct Analysis: Sendable {
    /// The step that it belongs to.
    package let step: Int
    /// What it takes to pass.
    package let plan: AnalysisPlan
    /// When it began.
    package let started: Timestamp
    /// How many of its requests the candidate had.
    package private(set) var requests = 0
    private var watches: [any MetricWatch]
    /// The first metric that has failed.
    private var failed: Int?

    /// Begins without a verdict.
    ///
    /// - Parameters:
    ///   - step: the step that it belongs to.
    ///   - plan: what it takes to pass, as a `RolloutPlan` has checked it.
    ///   - started: when it begins.
    package init(step: Int, plan: AnalysisPlan, started: Timestamp) {
        self.step = step
        self.plan = plan
        self.started = started
        let tests = plan.metrics.count { !$0.measure.isExternal }
        let levels = ErrorLevels(above: plan.alpha / Double(max(1, tests)), below: plan.alpha)
        self.watches = plan.metrics.map { Self.watch($0, levels) }
    }

    private static func watch(_ metric: AnalysisMetric, _ levels: ErrorLevels) -> any MetricWatch {
        func compared(_ quantity: ComparedMetric.Quantity, _ kind: MetricPlan.Kind = .rate) -> ComparedMetric {
            ComparedMetric(quantity, kind, margin: metric.margin, levels: levels)
        }
        return switch metric.measure {
        case .errorRate: compared(.failure)
        case .emptyRate: compared(.emptiness)
        case .confidence: compared(.confidence)
        case .latencyMean: compared(.latency, .mean)
        case .latencyQuantile(let quantile): compared(.latency, .quantile(quantile))
        case .labelError: compared(.labelError)
        case .retryRate: compared(.retry)
        case .correctionRate: compared(.correction)
        case .slowerThan(.absolute(let bound)): compared(.slowness(bound.seconds))
        case .slowerThan(.stableQuantile(let quantile)):
            SlownessMetric(quantile: quantile, margin: metric.margin, levels: levels)
        case .fallbackRate: CappedMetric(.fallback, most: metric.margin, levels: levels)
        case .disagreement: CappedMetric(.disagreement, most: metric.margin, levels: levels)
        case .classShares: ClassShareMetric(margin: metric.margin, levels: levels)
        case .prometheus(let check), .webhook(let check): ExternalMetric(check)
        }
    }

    /// Takes in what a request has shown.
    ///
    /// - Parameter sample: what it has shown.
    package mutating func add(_ sample: Sample) {
        if sample.source == .candidate, !sample.isFeedback { self.requests += 1 }
        for index in self.watches.indices {
            self.watches[index].add(sample)
            if self.failed == nil, self.watches[index].verdict == .fail { self.failed = index }
        }
    }

    /// Takes in what somebody else says.
    ///
    /// - Parameters:
    ///   - answer: what they say.
    ///   - metric: the name of the metric for which they were asked.
    package mutating func add(_ answer: ExternalAnswer, for metric: String) {
        guard let index = self.plan.metrics.firstIndex(where: { $0.name == metric }) else { return }
        self.watches[index].add(answer)
        if self.failed == nil, self.watches[index].verdict == .fail { self.failed = index }
    }

    /// How the analysis ends.
    ///
    /// - Parameter now: the present time.
    /// - Returns: the end with its evidence; `nil` while it goes on.
    package func outcome(at now: Timestamp) -> AnalysisOutcome? {
        if let failed {
            return self.outcome(.fail, at: now) { $0[failed].words }
        }
        let elapsed = now.since(self.started)
        if self.requests >= self.plan.minimumRequests, elapsed >= self.plan.minimumTime,
            self.watches.allSatisfy({ $0.verdict == .pass })
        {
            return self.outcome(.pass, at: now) { $0.map(\.words).joined(separator: "; ") }
        }
        guard elapsed >= self.plan.deadline else { return nil }
        return self.outcome(.inconclusive, at: now) { reports in
            var open = reports.filter { $0.verdict != .pass }.map(\.words)
            if self.requests < self.plan.minimumRequests {
                open.append("the candidate has had \(self.requests) of \(self.plan.minimumRequests) requests")
            }
            return "no verdict within \(DurationText.print(self.plan.deadline)): \(open.joined(separator: "; "))"
        }
    }

    /// What is known.
    ///
    /// - Parameter now: the present time.
    /// - Returns: what is known of each metric.
    package func report(at now: Timestamp) -> AnalysisReport {
        AnalysisReport(
            step: self.step,
            requests: self.requests,
            minimumRequests: self.plan.minimumRequests,
            elapsed: now.since(self.started),
            deadline: self.plan.deadline,
            metrics: self.reports(at: now),
            outcome: self.outcome(at: now)
        )
    }

    private func outcome(
        _ verdict: AnalysisOutcome.Verdict,
        at now: Timestamp,
        because reason: ([MetricReport]) -> String
    ) -> AnalysisOutcome {
        let reports = self.reports(at: now)
        return AnalysisOutcome(
            verdict: verdict,
            reason: reason(reports),
            evidence: reports.map(MetricEvidence.init),
            requests: self.requests
        )
    }

    private func reports(at now: Timestamp) -> [MetricReport] {
        let elapsed = now.since(self.started)
        return zip(self.plan.metrics, self.watches).map { MetricReport($0, $1, after: elapsed) }
    }
}

extension AnalysisMetric.Measure {
    /// Whether somebody else is asked.
    package var isExternal: Bool {
        switch self {
        case .prometheus, .webhook: true
        default: false
        }
    }
}
