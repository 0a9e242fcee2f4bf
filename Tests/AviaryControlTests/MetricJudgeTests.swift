import AviaryControl
import AviaryCore
import AviaryStatistics
import AviaryTesting
import Testing

struct MetricJudgeTests {
    private static let levels = ErrorLevels(above: 0.05, below: 0.05)

    private static func judge(
        _ plan: MetricPlan,
        count: Int = 20_000,
        seed: UInt64,
        _ numbers: (Arm, inout Seeded) -> Double
    )
        -> MetricJudge
    {
        var random = Seeded(seed: seed)
        var judge = MetricJudge(plan)
        for _ in 0..<count where judge.verdict == .continue {
            let arm: Arm = Int.random(in: 0..<4, using: &random) == 0 ? .treatment : .control
            judge.add(numbers(arm, &random), to: arm)
        }
        return judge
    }

    @Test(arguments: [MetricPlan.Kind.rate, .mean, .quantile(0.25)])
    func `where less is worse, a smaller number fails, and effects keep their sign`(kind: MetricPlan.Kind) {
        let plan = MetricPlan(kind: kind, direction: .lowerIsWorse, margin: 0.05, levels: Self.levels)
        let worse = Self.judge(plan, seed: 1) { arm, random in
            Double.random(in: 0.5...0.9, using: &random) - (arm == .treatment ? 0.4 : 0)
        }
        #expect(worse.verdict == .fail && worse.interval.upper <= -0.05)
        #expect((worse.effect ?? 0) < -0.2)
        let better = Self.judge(plan, seed: 2) { arm, random in
            Double.random(in: 0.1...0.5, using: &random) + (arm == .treatment ? 0.4 : 0)
        }
        #expect(better.verdict == .pass && (better.effect ?? 0) > 0.2)
    }

    @Test func `passing takes its number of requests, failing does not`() {
        let plan = MetricPlan(kind: .rate, margin: 0.5, levels: Self.levels, minimumRequests: 1000)
        let good = Self.judge(plan, seed: 3) { _, _ in 0 }
        #expect(good.verdict == .pass && good.counts.treatment == 1000)
        let bad = Self.judge(plan, seed: 4) { arm, _ in arm == .treatment ? 1 : 0 }
        #expect(bad.verdict == .fail && bad.counts.treatment < 20)
    }

    @Test func `the forecast counts the requests that passing still takes`() {
        let plan = MetricPlan(kind: .rate, margin: 0.5, levels: Self.levels, minimumRequests: 1000)
        let judge = Self.judge(plan, count: 400, seed: 5) { _, _ in 0 }
        #expect(judge.verdict == .continue)
        #expect(judge.forecast == .about(1000 - judge.counts.treatment))
    }

    @Test func `a report says what is known, and null for what is not`() {
        let nothing = MetricJudge(MetricPlan(kind: .mean, levels: Self.levels)).report(line: 0)
        #expect(nothing["verdict"] == "continue" && nothing["line"] == .null && nothing["effect"] == .null)
        #expect(nothing["interval"] == [.null, .null] && nothing["forecast"] == .null)
        let failed = Self.judge(MetricPlan(kind: .rate, levels: Self.levels), seed: 6) { arm, _ in
            arm == .treatment ? 1 : 0
        }
        let report = failed.report(line: 17)
        #expect(report["verdict"] == "fail" && report["line"] == 17 && report["forecast"] == 0)
    }

    @Test func `lines are read with spaces around their fields`() throws {
        for line in ["stable,1", " stable , 1 ", "stable,1.0"] {
            let read = try ArmLine(line, for: .rate)
            #expect(read.arm == .control && read.value == 1)
        }
        #expect(try ArmLine("candidate,-2.5e3", for: .mean).value == -2500)
    }

    @Test(arguments: [
        "", ",", "stable", "stable,", "Stable,1", "stable,1,2", "other,1", "stable,x", "stable,nan", "candidate,inf",
        "stable;1", "stable,0.5", "stable,2", "stable,-1",
    ])
    func `other lines are refused`(line: String) {
        let error = #expect(throws: AviaryError.self) { try ArmLine(line, for: .rate) }
        #expect(error?.code == .invalidArgument)
    }
}
