import AviaryControl
import AviaryCore
import Testing

struct RolloutPlanTests {
    @Test(arguments: Strategy.allCases)
    func `every strategy is a plan that ends`(strategy: Strategy) throws {
        let plan = try RolloutPlan(steps: strategy.steps(), strategy: strategy)
        var rollout = try Story(plan: plan).rollout
        rollout = try #require(try RolloutMachine.apply(.prepared, to: rollout, at: Timestamp(milliseconds: 0))).rollout
        for _ in plan.steps where !rollout.isOver {
            let next = try RolloutMachine.apply(.promote(by: "eve", fully: false), to: rollout, at: rollout.started)
            rollout = try #require(next).rollout
        }
        #expect(rollout.phase == .promoted)
    }

    @Test(
        arguments: [
            ([], "at least one step"),
            (
                [.setWeight(.percent(5)), .setWeight(.percent(5))],
                "steps[1].setWeight: the weight rises from step to step, it was 5 %"
            ),
            ([.setWeight(.none)], "steps[0].setWeight: the weight rises"),
            ([.switch, .setWeight(.percent(50))], "steps[1].setWeight: the weight rises"),
            ([.setWeight(.percent(5)), .preview], "steps[1].preview: a preview is for a candidate without traffic"),
            ([.switch, .mirror(.percent(5))], "steps[1].mirror: nothing can be mirrored"),
            ([.pause(.zero)], "steps[0].pause: a wait is longer than 0s"),
            ([.switch, .bake(.seconds(-1))], "steps[1].bake: a wait is longer than 0s"),
            (Array(repeating: .pause(nil), count: 101), "steps: a rollout has at most 100 steps, got 101"),
        ] as [([RolloutStep], String)]
    )
    func `a plan that cannot be is refused at its step`(steps: [RolloutStep], words: String) {
        let error = #expect(throws: AviaryError.self) { try RolloutPlan(steps: steps) }
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    }

    private static func metric(_ measure: AnalysisMetric.Measure, _ margin: Double = 0.05) -> AnalysisMetric {
        AnalysisMetric(name: "m", measure: measure, margin: margin)
    }

    private static func check(
        _ url: String = "http://host",
        query: String? = nil,
        below: Double? = nil
    )
        -> AnalysisMetric.ExternalCheck
    { AnalysisMetric.ExternalCheck(url: url, query: query, below: below) }

    @Test(
        arguments: [
            (AnalysisPlan(minimumRequests: -1), "min: the minimum of requests is not negative, got -1"),
            (
                AnalysisPlan(minimumTime: .seconds(60), deadline: .seconds(30)),
                "max: an analysis ends by 30s, before the 1m that it takes at least"
            ),
            (
                AnalysisPlan(deadline: .seconds(7 * 3600)),
                "max: an analysis may take 7h, and the rollout is aborted after 6h without progress"
            ),
            (AnalysisPlan(alpha: 0), "alpha: a probability above 0 and below 0.5 is expected, got 0.0"),
            (AnalysisPlan(alpha: 0.5), "alpha: a probability"), (AnalysisPlan(alpha: .nan), "alpha: a probability"),
            (AnalysisPlan(metrics: []), "metrics: there is nothing to judge the candidate by"),
            (
                AnalysisPlan(metrics: AnalysisMetric.usual + AnalysisMetric.usual),
                "metrics[2].name: another metric has the name 'error-rate'"
            ),
            (AnalysisPlan(metrics: [metric(.errorRate, 1)]), "metrics[0].margin: a share from 0 up"),
            (AnalysisPlan(metrics: [metric(.confidence, -0.1)]), "metrics[0].margin: a share from 0 up"),
            (AnalysisPlan(metrics: [metric(.emptyRate, .nan)]), "metrics[0].margin: a share from 0 up"),
            (AnalysisPlan(metrics: [metric(.latencyMean, .infinity)]), "metrics[0].margin: 0 to 86400.0 seconds"),
            (AnalysisPlan(metrics: [metric(.latencyQuantile(1))]), "metrics[0].quantile: a quantile is of 0.001 to"),
            (AnalysisPlan(metrics: [metric(.slowerThan(.stableQuantile(0)))]), "metrics[0].bound: a quantile is of"),
            (AnalysisPlan(metrics: [metric(.slowerThan(.absolute(.zero)))]), "metrics[0].bound: a reply is slow"),
            (AnalysisPlan(metrics: [metric(.webhook(check("ftp://host")))]), "metrics[0].url: an address such as"),
            (AnalysisPlan(metrics: [metric(.webhook(check("http:///x")))]), "metrics[0].url: an address such as"),
            (AnalysisPlan(metrics: [metric(.prometheus(check(below: 1)))]), "metrics[0].query: Prometheus is asked"),
            (AnalysisPlan(metrics: [metric(.prometheus(check(query: "up")))]), "metrics[0].below: the value is"),
        ] as [(AnalysisPlan, String)]
    )
    func `an analysis that cannot be is refused at its key`(analysis: AnalysisPlan, words: String) {
        let error = #expect(throws: AviaryError.self) {
            try RolloutPlan(steps: [.setWeight(.percent(5)), .analysis(analysis)])
        }
        #expect(error?.message.hasPrefix("steps[1].analysis." + words) == true, "\(error?.message ?? "")")
    }

    @Test func `what is measured has to be there: answers for latencies, copies for disagreement`() throws {
        let slow = AnalysisPlan(metrics: [Self.metric(.slowerThan(.stableQuantile(0.95)))])
        let differs = AnalysisPlan(metrics: [Self.metric(.disagreement)])
        let mirrored = RolloutStep.mirror(.percent(20))
        let refused: [([RolloutStep], String)] = [
            ([mirrored, .analysis(slow)], "steps[1].analysis.metrics[0]: 'm' is measured on requests that"),
            ([.setWeight(.all), .analysis(differs)], "steps[1].analysis.metrics[0]: 'm' is measured on copies"),
            ([mirrored, .mirror(.none), .analysis(differs)], "steps[2].analysis.metrics[0]: 'm'"),
            ([mirrored, .switch, .analysis(differs)], "steps[2].analysis.metrics[0]: 'm'"),
            ([mirrored, .preview, .analysis(differs)], "steps[2].analysis.metrics[0]: 'm'"),
            ([.backgroundAnalysis(slow), mirrored], "steps[0].backgroundAnalysis.metrics[0]: 'm'"),
        ]
        for (steps, words) in refused {
            let error = #expect(throws: AviaryError.self) { try RolloutPlan(steps: steps) }
            #expect(error?.message.hasPrefix(words) == true, "\(error?.message ?? "")")
        }
        _ = try RolloutPlan(steps: [mirrored, .setWeight(.percent(5)), .analysis(slow), .analysis(differs)])
        _ = try RolloutPlan(steps: [
            .backgroundAnalysis(slow), .backgroundAnalysis(differs), mirrored, .setWeight(.all),
        ])
    }

    @Test func `a strategy takes each metric where it can be measured, and gives them back`() throws {
        let (error, slow, differs) = (
            AnalysisMetric.usual[0], AnalysisMetric.usual[1],
            AnalysisMetric(name: "disagreement", measure: .disagreement, margin: 0.05)
        )
        for metrics in [[error, slow, differs], [differs, slow, error], [slow, error, differs]] {
            let steps = Strategy.progressive.steps(analysis: AnalysisPlan(metrics: metrics, alpha: 0.01))
            let judged = steps.compactMap(\.analysis?.metrics)
            #expect(judged[0] == metrics.filter { $0 != slow })
            #expect(judged.dropFirst().allSatisfy { $0 == metrics.filter { $0 != differs } })
            let analysis = try #require(Strategy.progressive.analysis(of: steps))
            #expect(Strategy.progressive.steps(analysis: analysis) == steps && analysis.alpha == 0.01)
            _ = try RolloutPlan(steps: steps, strategy: .progressive)
        }
        #expect(throws: AviaryError.self) { try RolloutPlan(steps: [.switch], strategy: .canary) }
        #expect(throws: AviaryError.self) {
            try RolloutPlan(steps: Strategy.canary.steps(analysis: AnalysisPlan(metrics: [differs])), strategy: .canary)
        }
    }

    @Test(arguments: [
        ("0", 0), ("1", 10_000), ("0.05", 500), ("0.0001", 1), ("5 %", 500), ("5%", 500), ("0.01 %", 1),
        ("100 %", 10_000),
        ("33.33%", 3333),
    ])
    func `weights are fractions or per cents`(text: String, points: Int) throws {
        let weight = try Weight(parsing: text)
        #expect(weight.basisPoints == points)
        #expect(try Weight(parsing: weight.description) == weight)
    }

    @Test(arguments: [
        "", "%", " %", "5", "1.01", "-0.1", "101 %", "nan", "inf %", "0.00001", "0.001 %", "five", "5 % ", "5  %",
    ])
    func `other weights are refused`(text: String) {
        let error = #expect(throws: AviaryError.self) { try Weight(parsing: text) }
        #expect(error?.message.hasPrefix("a weight") == true)
    }
}
