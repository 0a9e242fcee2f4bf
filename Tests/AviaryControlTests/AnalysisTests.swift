import AviaryControl
import AviaryCore
import AviaryStatistics
import AviaryTesting
import Testing

struct AnalysisTests {
    private static let start = Timestamp(milliseconds: 1_000_000)

    private static func later(_ seconds: Int64) -> Timestamp { self.start.advanced(by: .seconds(seconds)) }

    private static func analysis(_ metrics: [AnalysisMetric], minimum: Int = 0, alpha: Double = 0.05) -> Analysis {
        let plan = AnalysisPlan(
            minimumRequests: minimum,
            minimumTime: .seconds(60),
            deadline: .seconds(3600),
            metrics: metrics,
            alpha: alpha
        )
        return Analysis(step: 1, plan: plan, started: Self.start)
    }

    /// A request of either version, one in `each` the candidate's.
    private static func sample(each: Int = 20, _ random: inout Seeded) -> Sample {
        let isCandidate = Int.random(in: 0..<each, using: &random) == 0
        var sample = Sample(source: isCandidate ? .candidate : .stable)
        sample.latency = Double.random(in: 0.01...0.03, using: &random)
        sample.isFailure = Int.random(in: 0..<100, using: &random) == 0
        sample.isEmpty = Int.random(in: 0..<50, using: &random) == 0
        return sample
    }

    private static let three =
        AnalysisMetric.usual.map { AnalysisMetric(name: $0.name, measure: $0.measure, margin: 0) } + [
            AnalysisMetric(name: "empty", measure: .emptyRate, margin: 0)
        ]

    @Test func `a twin of stable is seldom failed, though three metrics are looked at after every request`() {
        var random = Seeded(seed: 41)
        let failed = (0..<150).count { _ in
            var analysis = Self.analysis(Self.three)
            for _ in 0..<500 {
                analysis.add(Self.sample(each: 4, &random))
                if analysis.outcome(at: Self.start) != nil { return true }
            }
            return false
        }
        // 7.5 of 150 are allowed on average; more than 17 come by chance once in a thousand times.
        #expect(failed <= 17, "\(failed)")
    }

    @Test(arguments: 0..<40)
    func `a candidate that always fails is failed within ten of its requests, whatever the minimum`(seed: UInt64) throws
    {
        var random = Seeded(seed: seed)
        var analysis = Self.analysis(AnalysisMetric.usual, minimum: 500)
        while analysis.outcome(at: Self.start) == nil, analysis.requests < 20 {
            var sample = Self.sample(&random)
            sample.isFailure = sample.source == .candidate
            // Stable answers in its place.
            sample.isFallback = sample.isFailure
            analysis.add(sample)
        }
        let outcome = try #require(analysis.outcome(at: Self.start))
        #expect(outcome.verdict == .fail && analysis.requests <= 10 && outcome.requests == analysis.requests)
        #expect(outcome.reason.hasPrefix("error-rate is ") && outcome.evidence.first?.verdict == .fail)
    }

    /// How many requests of which all, or none, fall back it takes for the wealth of ``SequentialRate`` to be enough.
    private static func requests(
        for wealth: Double,
        _ alternatives: [(ratio: Double, share: Double)],
        happens: Bool
    ) -> Int {
        (1...).first { count in
            let wealths = alternatives.map { alternative in
                let factor = (happens ? alternative.ratio : 1) / (1 + 0.2 * (alternative.ratio - 1))
                return alternative.share * (0..<count).reduce(1) { product, _ in product * factor }
            }
            return wealths.reduce(0, +) >= wealth
        } ?? 0
    }

    @Test(arguments: [1, 3, 8])
    func `tests share the level to fail, but not that to pass, and what others say takes none of it`(tests: Int) {
        let metrics = [
            AnalysisMetric(name: "fallback", measure: .fallbackRate, margin: 0.2),
            AnalysisMetric(name: "hook", measure: .webhook(AnalysisMetric.ExternalCheck(url: "u")), margin: 0),
        ]
        let others = (1..<tests).map { AnalysisMetric(name: "\($0)", measure: .labelError, margin: 0.1) }
        var counts: [Int] = []
        for happens in [true, false] {
            var analysis = Self.analysis(metrics + others)
            while analysis.report(at: Self.start).metrics[0].verdict == .continue {
                var sample = Sample(source: .candidate)
                sample.isFallback = happens
                analysis.add(sample)
            }
            counts.append(analysis.requests)
        }
        let higher = [(ratio: 1.5, share: 0.25), (2.3, 0.67), (1000, 0.08)]
        let lower = [(ratio: 1 / 1.5, share: 0.2), (1 / 2.3, 0.4), (0.001, 0.4)]
        #expect(counts[0] == Self.requests(for: Double(tests) / 0.05, higher, happens: true))
        #expect(counts[1] == Self.requests(for: 1 / 0.05, lower, happens: false))
    }

    @Test func `a good candidate passes when every metric does, and not before its requests and its time`() throws {
        var random = Seeded(seed: 42)
        var analysis = Self.analysis(AnalysisMetric.usual, minimum: 3000)
        for _ in 0..<11_000 {
            analysis.add(Self.sample(each: 4, &random))
            let outcome = analysis.outcome(at: Self.later(61))
            #expect(outcome == nil || (analysis.requests >= 3000 && outcome?.verdict == .pass))
            if outcome != nil { break }
        }
        for _ in 0..<4000 { analysis.add(Self.sample(each: 4, &random)) }
        #expect(analysis.outcome(at: Self.later(59)) == nil)
        let outcome = try #require(analysis.outcome(at: Self.later(60)))
        #expect(outcome.verdict == .pass && outcome.evidence.allSatisfy { $0.verdict == .pass })
        // What passes does so at the deadline, too.
        #expect(analysis.outcome(at: Self.later(3600))?.verdict == .pass)
    }

    @Test(
        arguments: [
            (.labelError, "labels: no labels have arrived"),
            (.retryRate, "no notes of what was asked again have arrived"),
            (.correctionRate, "no notes of what was corrected have arrived"),
            (.confidence, "no probabilities have arrived"),
            (.classShares, "no classes of the candidate have arrived"),
            (.disagreement, "no outputs have been compared with stable's"),
            (
                .slowerThan(.stableQuantile(0.999)),
                "stable has had 4750 of the 5000 replies by which it is known what is slow"
            ),
            (.prometheus(AnalysisMetric.ExternalCheck(url: "http://p", query: "q", below: 1)), "no answer has come"),
            (.webhook(AnalysisMetric.ExternalCheck(url: "http://w")), "no answer has come"),
        ] as [(AnalysisMetric.Measure, String)]
    )
    func `what cannot be computed never passes, and is named at the deadline`(
        measure: AnalysisMetric.Measure,
        words: String
    ) throws {
        var random = Seeded(seed: 43)
        var analysis = Self.analysis([
            AnalysisMetric(name: "error-rate", measure: .errorRate, margin: 0.5),
            AnalysisMetric(name: "labels", measure: measure, margin: 0.3),
        ])
        for index in 0..<5000 {
            var sample = Self.sample(&random)
            sample.source = index % 20 == 19 ? .candidate : .stable
            analysis.add(sample)
        }
        #expect(analysis.outcome(at: Self.later(3599)) == nil)
        let report = analysis.report(at: Self.later(100)).metrics
        #expect(report[0].verdict == .pass && report[1].verdict == .continue && report[1].obstacle != nil)
        let outcome = try #require(analysis.outcome(at: Self.later(3600)))
        #expect(outcome.verdict == .inconclusive)
        #expect(outcome.reason.hasPrefix("no verdict within 1h: labels") && outcome.reason.hasSuffix(words))
    }

    @Test func `too few requests are a reason at the deadline`() {
        var analysis = Self.analysis([AnalysisMetric(name: "e", measure: .errorRate, margin: 0.9)], minimum: 500)
        for index in 0..<800 { analysis.add(Sample(source: index % 8 == 7 ? .candidate : .stable)) }
        #expect(
            analysis.outcome(at: Self.later(3600))?.reason
                == "no verdict within 1h: the candidate has had 100 of 500 requests"
        )
    }

    /// What makes each measure worse in a sample of the candidate's.
    private static let harms: [(AnalysisMetric.Measure, @Sendable (inout Sample, Bool) -> Void)] = [
        (.fallbackRate, { $0.isFallback = $1 && $0.source == .candidate }),
        (.emptyRate, { $0.isEmpty = $1 && $0.source == .candidate }),
        (.slowerThan(.absolute(.milliseconds(50))), { $0.latency = $1 && $0.source == .candidate ? 0.1 : 0.02 }),
        (.slowerThan(.stableQuantile(0.9)), { $0.latency = $1 && $0.source == .candidate ? 0.1 : $0.latency }),
        (.latencyMean, { $0.latency = ($0.latency ?? 0) + ($1 && $0.source == .candidate ? 1.1 : 0) }),
        (.latencyQuantile(0.5), { $0.latency = ($0.latency ?? 0) + ($1 && $0.source == .candidate ? 1.1 : 0) }),
        (.confidence, { $0.confidence = $1 && $0.source == .candidate ? 0.2 : 0.9 }),
        (.classShares, { $0.label = $1 && $0.source == .candidate ? "cat" : "dog" }),
        (.disagreement, { $0.disagrees = $1 }),
        (.labelError, { $0.labelIsWrong = $1 && $0.source == .candidate }),
        (.retryRate, { $0.isRetry = $1 && $0.source == .candidate }),
        (.correctionRate, { $0.isCorrected = $1 && $0.source == .candidate }),
    ]

    @Test(arguments: Self.harms.indices)
    func `every measure fails what is worse, and passes what is not`(index: Int) {
        let (measure, harm) = Self.harms[index]
        for isWorse in [true, false] {
            var random = Seeded(seed: 44)
            var analysis = Self.analysis([AnalysisMetric(name: "m", measure: measure, margin: 0.1)])
            for _ in 0..<20_000 where analysis.outcome(at: Self.later(60)) == nil {
                var sample = Self.sample(each: 4, &random)
                harm(&sample, isWorse)
                analysis.add(sample)
            }
            #expect(analysis.outcome(at: Self.later(60))?.verdict == (isWorse ? .fail : .pass), "\(isWorse)")
        }
    }

    @Test(arguments: [1, 7, 60])
    func `requests may come one by one or in bursts of either version`(burst: Int) {
        for isWorse in [true, false] {
            var random = Seeded(seed: 46)
            var analysis = Self.analysis([AnalysisMetric(name: "error-rate", measure: .errorRate, margin: 0.1)])
            for index in 0..<10_000 where analysis.outcome(at: Self.later(60)) == nil {
                var sample = Self.sample(&random)
                sample.source = index / burst % 4 == 3 ? .candidate : .stable
                if isWorse, sample.source == .candidate {
                    sample.isFailure = Int.random(in: 0..<4, using: &random) == 0
                }
                analysis.add(sample)
            }
            #expect(analysis.outcome(at: Self.later(60))?.verdict == (isWorse ? .fail : .pass))
        }
    }

    @Test(arguments: [Strategy.shadow, .progressive])
    func `where the candidate gets copies, it can pass by what copies show`(strategy: Strategy) throws {
        let steps = strategy.steps()
        guard case .mirror = steps[0], case .analysis(let plan) = steps[1] else {
            Issue.record("\(steps)")
            return
        }
        var random = Seeded(seed: 47)
        var analysis = Analysis(step: 1, plan: plan, started: Self.start)
        for _ in 0..<20_000 where analysis.outcome(at: Self.start) == nil {
            var sample = Self.sample(each: 4, &random)
            if sample.source == .candidate { sample.latency = nil }
            analysis.add(sample)
        }
        #expect(analysis.outcome(at: Self.start)?.verdict == .pass)
    }

    /// A candidate that gets few requests finds its memory cold, and takes some microseconds more for each of them.
    @Test func `what nobody notices is not slow`() {
        func outcome(_ slower: Double) -> AnalysisOutcome? {
            var random = Seeded(seed: 48)
            var analysis = Self.analysis(AnalysisMetric.usual)
            let later = Self.start.advanced(by: .seconds(60))
            for _ in 0..<40_000 where analysis.outcome(at: later) == nil {
                var sample = Self.sample(each: 20, &random)
                let usual = Double.random(in: 60e-6...100e-6, using: &random)
                sample.latency = sample.source == .candidate ? usual + slower : usual
                analysis.add(sample)
            }
            return analysis.outcome(at: later)
        }
        #expect(outcome(200e-6)?.verdict == .pass)
        #expect(outcome(2e-3)?.verdict == .fail)
    }

    @Test func `what becomes known later is no further request`() {
        var analysis = Self.analysis([
            AnalysisMetric(name: "error-rate", measure: .errorRate, margin: 0.1),
            AnalysisMetric(name: "label-error", measure: .labelError, margin: 0.1),
        ])
        for index in 0..<100 {
            var sample = Sample(source: index % 2 == 0 ? .candidate : .stable)
            sample.isFeedback = true
            sample.labelIsWrong = false
            analysis.add(sample)
        }
        let report = analysis.report(at: Self.later(10))
        #expect(analysis.requests == 0 && report.metrics[0].finding.candidateCount == 0)
        #expect(report.metrics[1].finding.candidateCount == 50)
    }

    private static func external(_ answers: [ExternalAnswer], below: Double? = 10) -> Analysis {
        let check = AnalysisMetric.ExternalCheck(url: "http://w", below: below, above: 1, failureLimit: 1)
        var analysis = Self.analysis([AnalysisMetric(name: "hook", measure: .webhook(check), margin: 0)])
        for answer in answers { analysis.add(answer, for: "hook") }
        return analysis
    }

    @Test(
        arguments: [
            ([.value(5)], .pass), ([.verdict(true)], .pass), ([.value(50), .value(5)], .pass),
            ([.value(50), .value(5), .value(50), .value(5)], .pass), ([.unusable(reason: "late"), .value(5)], .pass),
            ([.value(50), .value(50)], .fail), ([.value(1), .verdict(false)], .fail),
            ([.value(50), .unusable(reason: "late"), .value(50)], .fail),
            ([.value(50), .value(50), .value(5), .value(5)], .fail),
            ([.value(50)], .inconclusive), ([.value(5), .unusable(reason: "it is a text")], .inconclusive),
            ([.value(.nan)], .inconclusive), ([.value(-.infinity), .value(-.infinity)], .inconclusive),
            ([.unusable(reason: "late"), .unusable(reason: "late"), .unusable(reason: "late")], .inconclusive),
        ] as [([ExternalAnswer], AnalysisOutcome.Verdict)]
    )
    func `others' answers are held against thresholds, and what is no answer never passes`(
        answers: [ExternalAnswer],
        verdict: AnalysisOutcome.Verdict
    ) {
        #expect(Self.external(answers).outcome(at: Self.later(3600))?.verdict == verdict)
    }

    @Test func `a report says how soon a verdict is to be had`() throws {
        var random = Seeded(seed: 45)
        var analysis = Self.analysis([AnalysisMetric(name: "error-rate", measure: .errorRate, margin: 0.02)])
        for _ in 0..<2000 { analysis.add(Self.sample(&random)) }
        let metric = try #require(analysis.report(at: Self.later(100)).metrics.first)
        let json = analysis.report(at: Self.later(100)).json
        guard case .about(let more) = metric.finding.forecast else {
            Issue.record("\(metric)")
            return
        }
        let rate = Double(analysis.requests) / 100
        let seconds = try #require(metric.forecastTime).components.seconds
        #expect(abs(Double(seconds) - Double(more) / rate) <= 1)
        #expect(json["verdict"] == "continue" && json["reason"] == .null && json["elapsed_seconds"] == .number("100.0"))
        guard case .array(let metrics) = json["metrics"] else {
            Issue.record("\(json)")
            return
        }
        #expect(metrics[0]["forecast_requests"] == .integer(more) && metrics[0]["method"] == "betting")
    }
}
