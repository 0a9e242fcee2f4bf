import AviaryControl
import AviaryCore
import Testing

struct RolloutPlanTests {
    @Test(arguments: Strategy.allCases)
    func `every strategy is a plan that ends`(strategy: Strategy) throws {
        let plan = try RolloutPlan(steps: strategy.steps())
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
                "steps[1]: the weight rises from step to step, it was 5 %"
            ),
            ([.setWeight(.none)], "steps[0]: the weight rises"),
            ([.switch, .setWeight(.percent(50))], "steps[1]: the weight rises"),
            ([.setWeight(.percent(5)), .preview], "steps[1]: a preview is for a candidate without traffic"),
            ([.switch, .mirror(.percent(5))], "steps[1]: nothing can be mirrored"),
            ([.pause(.zero)], "steps[0]: a wait is longer than 0s"),
            ([.switch, .bake(.seconds(-1))], "steps[1]: a wait is longer than 0s"),
            (
                [.analysis(AnalysisPlan(minimumRequests: -1))],
                "steps[0]: the minimum of requests is not negative, got -1"
            ),
            (
                [.backgroundAnalysis(AnalysisPlan(minimumTime: .seconds(60), deadline: .seconds(30)))],
                "steps[0]: an analysis ends by 30s, before the 1m that it takes at least"
            ),
            (
                [.analysis(AnalysisPlan(deadline: .seconds(7 * 3600)))],
                "steps[0]: an analysis may take 7h, and the rollout is aborted after 6h without progress"
            ),
        ] as [([RolloutStep], String)]
    )
    func `a plan that cannot be is refused at its step`(steps: [RolloutStep], words: String) {
        let error = #expect(throws: AviaryError.self) { try RolloutPlan(steps: steps) }
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
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
