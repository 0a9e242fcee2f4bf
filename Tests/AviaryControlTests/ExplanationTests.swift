import AviaryControl
import AviaryCore
import AviaryTesting
import Testing

struct ExplanationTests {
    /// What the log would have of a rollout.
    private struct Chronicle {
        private(set) var rollout: Rollout
        private(set) var events: [RecordedEvent] = []
        private(set) var now = Timestamp(milliseconds: 1_785_229_501_007)

        init(_ plan: RolloutPlan) throws {
            let change = try RolloutMachine.begin(
                id: "r7",
                endpoint: ModelName("fraud"),
                stable: VersionNumber(3),
                candidate: VersionNumber(4),
                plan: plan,
                at: self.now
            )
            self.rollout = change.rollout
            self.record(.started(change.rollout), "eve")
        }

        mutating func record(_ kind: ControlEvent.Kind, _ actor: String = ControlEvent.aviary) {
            let event = ControlEvent(
                at: self.now,
                endpoint: self.rollout.endpoint,
                rollout: self.rollout.id,
                actor: actor,
                kind: kind
            )
            self.events.append(RecordedEvent(sequence: Int64(self.events.count + 1), event: event))
        }

        mutating func happens(_ event: RolloutEvent, after time: Duration = .seconds(1)) throws {
            self.now = self.now.advanced(by: time)
            let change = try #require(try RolloutMachine.apply(event, to: self.rollout, at: self.now))
            self.rollout = change.rollout
            self.record(.changed(event, to: change.rollout))
            for case .route(let routes) in change.actions { self.record(.routed(routes)) }
        }

        var text: [String] { Explanation.sentences(self.events).map(\.sentence) }
    }

    /// An analysis of a candidate whose requests all fail, but for each third.
    private static func failure() throws -> AnalysisOutcome {
        let start = Timestamp(milliseconds: 0)
        let plan = AnalysisPlan(metrics: [AnalysisMetric(name: "error-rate", measure: .errorRate, margin: 0.01)])
        var analysis = Analysis(step: 1, plan: plan, started: start)
        for index in 0..<10_000 where analysis.outcome(at: start) == nil {
            var sample = Sample(source: index % 20 == 19 ? .candidate : .stable)
            sample.isFailure = index % 20 == 19 && index % 3 > 0
            analysis.add(sample)
        }
        return try #require(analysis.outcome(at: start))
    }

    @Test func `a canary that fails is told from its first to its last day`() throws {
        let plan = try RolloutPlan(steps: Strategy.canary.steps(), strategy: .canary)
        var chronicle = try Chronicle(plan)
        #expect(
            Explanation.summary(of: chronicle.rollout)
                == "Rollout r7 of version 4 on endpoint fraud prepares the candidate; all requests go to version 3."
        )
        try chronicle.happens(.prepared)
        chronicle.record(.resumed(chronicle.rollout))
        #expect(
            Explanation.summary(of: chronicle.rollout)
                == "Rollout r7 of version 4 on endpoint fraud is at step 2 of 2, analysis, at most 2h; version 4 "
                + "answers 5 % of the requests, version 3 the rest."
        )
        try chronicle.happens(.judged(step: 1, Self.failure()))
        #expect(
            chronicle.text == [
                "eve began rollout r7, which brings version 4 in for version 3: canary, 2 steps.",
                "Version 4 is loaded, warmed up, and fits stable's signature, so step 2 of 2 is on: analysis, at most 2h.",
                "From here on version 4 answers 5 % of the requests, version 3 the rest.",
                "The program started, and took rollout r7 up where it stood: step 2 of 2: analysis, at most 2h.",
                "Step 2 of 2, weight 5 %: the analysis failed after 4 of the candidate's requests: error-rate is 0.75 higher "
                    + "than stable's (0.037 to 1.00, margin 0.01), so version 4 was taken out and all requests go to version 3.",
                "From here on all requests go to version 3.",
            ]
        )
        #expect(
            Explanation.summary(of: chronicle.rollout)
                == "Rollout r7 of version 4 on endpoint fraud is aborted, and all requests go to version 3; the reason: "
                + "error-rate is 0.75 higher than stable's (0.037 to 1.00, margin 0.01)."
        )
    }

    @Test func `what people do is told with their names`() throws {
        let steps: [RolloutStep] = [
            .mirror(.percent(20)), .analysis(AnalysisPlan(metrics: [AnalysisMetric.usual[0]])), .preview, .pause(nil),
            .switch, .bake(.seconds(600)),
        ]
        var chronicle = try Chronicle(RolloutPlan(steps: steps))
        try chronicle.happens(.prepared)
        let outcome = AnalysisOutcome(
            verdict: .inconclusive,
            reason: "no verdict within 2h: the candidate has had 7 of 500 requests",
            requests: 7
        )
        try chronicle.happens(.judged(step: 1, outcome))
        #expect(
            Explanation.summary(of: chronicle.rollout)
                == "Rollout r7 of version 4 on endpoint fraud is at step 2 of 6, analysis, at most 2h; version 3 answers "
                + "all requests but those that ask for version 4; version 4 gets copies of 20 %; it waits until a "
                + "person decides: no verdict within 2h: the candidate has had 7 of 500 requests."
        )
        try chronicle.happens(.promote(by: "bob", fully: false))
        try chronicle.happens(.resume(by: "ann"))
        try chronicle.happens(.pause(by: "bob"))
        try chronicle.happens(.resume(by: "bob"))
        try chronicle.happens(.ticked, after: .seconds(600))
        #expect(
            chronicle.text == [
                "eve began rollout r7, which brings version 4 in for version 3: steps of its own, 6 steps.",
                "Version 4 is loaded, warmed up, and fits stable's signature, so step 2 of 6 is on: analysis, at most 2h.",
                "From here on version 3 answers all requests but those that ask for version 4; version 4 gets copies of 20 %.",
                "Step 2 of 6: the analysis was inconclusive after 7 of the candidate's requests: no verdict within 2h: the "
                    + "candidate has had 7 of 500 requests, so it waits until a person decides.",
                "bob promoted it by a step, so it waits until a person approves.",
                "From here on version 3 answers all requests but those that ask for version 4.",
                "ann let it go on, so step 6 of 6 is on: bake 10m.",
                "From here on version 4 answers all requests, and version 3 stays warm.",
                "bob paused it.",
                "bob let it go on, so step 6 of 6 is on: bake 10m.",
                "The time of the step is over, so version 4 became stable, and version 3 was let go.",
                "From here on all requests go to version 4.",
            ]
        )
    }

    @Test(
        arguments: [
            (
                .refused(reason: "output 'y' is FP64 instead of FP32"),
                "Version 4 cannot be served (output 'y' is FP64 instead of FP32), so version 4 was taken out and all "
                    + "requests go to version 3."
            ),
            (.ticked, "It made no progress for 6h, so version 4 was taken out and all requests go to version 3."),
            (
                .abort(by: "eve", reason: "wrong colours"),
                "eve aborted it (wrong colours), so version 4 was taken out and all requests go to version 3."
            ),
        ] as [(RolloutEvent, String)]
    )
    func `other ends are told with their reason`(event: RolloutEvent, sentence: String) throws {
        var chronicle = try Chronicle(RolloutPlan(steps: [.switch]))
        try chronicle.happens(event, after: .seconds(6 * 3600))
        #expect(chronicle.text.last == sentence)
    }

    @Test func `an entry of the log for programs has its sentence, its evidence and its routes`() throws {
        var chronicle = try Chronicle(RolloutPlan(steps: Strategy.canary.steps(), strategy: .canary))
        try chronicle.happens(.prepared)
        let outcome = try Self.failure()
        try chronicle.happens(.judged(step: 1, outcome))
        let lower = try #require(outcome.evidence.first?.lower)
        let json = chronicle.events[3].json
        #expect(
            String(decoding: json.serialized(), as: UTF8.self) == """
                {"sequence":4,"at":"2026-07-28T09:05:03.007Z","endpoint":"fraud","rollout":"r7","actor":"aviary",\
                "kind":"changed","text":"\(chronicle.text[3])","event":"judged","phase":"aborted","revision":2,\
                "routes":{"stable":3,"candidate":null,"weight":0.0,"mirrored":0.0},"step":1,"verdict":"fail",\
                "evidence":[{"metric":"error-rate","verdict":"fail","margin":0.01,"effect":0.75,\
                "interval":[\(lower),1.0],"requests":{"stable":76,"candidate":4},"note":null}]}
                """
        )
    }

    @Test func `a rollout for programs says where it is and what is meant to happen`() throws {
        let metric = AnalysisMetric(name: "errors", measure: .errorRate, margin: 0.01)
        let steps: [RolloutStep] = [
            .setWeight(.percent(5)), .analysis(AnalysisPlan(metrics: [metric])), .pause(nil), .bake(.seconds(90)),
        ]
        var chronicle = try Chronicle(RolloutPlan(steps: steps))
        try chronicle.happens(.prepared)
        try chronicle.happens(.pause(by: "eve"))
        #expect(
            String(decoding: chronicle.rollout.json.serialized(), as: UTF8.self) == """
                {"id":"r7","endpoint":"fraud","stable":3,"candidate":4,"strategy":null,"phase":"running","reason":null,\
                "step":{"index":1,"of":4,"description":"analysis, at most 2h"},\
                "hold":{"kind":"paused","by":"eve","reason":"until somebody resumes it: eve has paused it"},\
                "weight":0.05,"mirrored":0.0,"on_inconclusive":"pause","started":"2026-07-28T09:05:01.007Z",\
                "step_since":"2026-07-28T09:05:02.007Z","next_tick":null,"revision":2,\
                "status":"step 2 of 4: analysis, at most 2h, held until somebody resumes it: eve has paused it",\
                "steps":[{"kind":"setWeight","weight":0.05,"description":"setWeight 5 %"},\
                {"kind":"analysis","minimum_requests":500,"minimum_time_seconds":0.0,"deadline_seconds":7200.0,"alpha":0.05,\
                "metrics":[{"metric":"errors","measure":"error-rate","margin":0.01}],"description":"analysis, at most 2h"},\
                {"kind":"pause","description":"pause until a person approves"},\
                {"kind":"bake","duration_seconds":90.0,"description":"bake 90s"}]}
                """
        )
    }

    @Test func `numbers in sentences have the digits that matter`() throws {
        let texts = try [0, 0.01, 0.35, 0.004, 0.0123, 0.00001, -0.5, 12.345].map { value in
            let check = AnalysisMetric.ExternalCheck(url: "u", below: 100)
            let metric = AnalysisMetric(name: "m", measure: .webhook(check), margin: 0)
            let start = Timestamp(milliseconds: 0)
            var analysis = Analysis(step: 0, plan: AnalysisPlan(metrics: [metric]), started: start)
            analysis.add(.value(value), for: "m")
            return try #require(analysis.report(at: start).metrics.first).words
        }
        let numbers = ["0.00", "0.01", "0.35", "0.004", "0.012", "0.00001", "-0.50", "12.35"]
        #expect(texts == numbers.map { "m: the webhook said \($0)" })
    }
}
