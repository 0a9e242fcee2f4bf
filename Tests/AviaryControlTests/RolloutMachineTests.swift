import AviaryControl
import AviaryCore
import Testing

struct RolloutMachineTests {
    private static let analysis = RolloutStep.analysis(AnalysisPlan())

    /// A rollout whose candidate is ready.
    private static func story(_ steps: [RolloutStep], onInconclusive: RolloutPlan.Inconclusive = .pause) throws -> Story
    {
        var story = try Story(steps, onInconclusive: onInconclusive)
        try story.happens(.prepared)
        return story
    }

    private static func refusal(_ story: inout Story, _ event: RolloutEvent) -> String? {
        let before = story.rollout
        let error = #expect(throws: AviaryError.self) { try story.happens(event) }
        #expect(error?.code == .conflict && story.rollout == before)
        return error?.message
    }

    @Test func `a candidate gets no request before it is prepared`() throws {
        var story = try Story([.setWeight(.percent(5)), Self.analysis])
        #expect(story.routes == Routes(stable: Story.stable))
        let actions = try story.happens(.prepared)
        let routes = Routes(stable: Story.stable, candidate: Story.candidate, weight: .percent(5))
        #expect(actions == [.route(routes), .analyse(step: 1)])
    }

    @Test func `a candidate that does not fit is aborted with the reason`() throws {
        var story = try Story([.switch])
        try story.happens(.refused(reason: "output 'y' is FP64 instead of FP32"))
        #expect(story.rollout.phase == .aborted(reason: "output 'y' is FP64 instead of FP32"))
        #expect(story.released == [Story.candidate])
    }

    @Test func `a canary that passes becomes stable, and the old version goes`() throws {
        var story = try Self.story(Strategy.canary.steps())
        let actions = try story.happens(.judged(step: 1, Story.pass))
        #expect(story.rollout.phase == .promoted)
        #expect(actions == [.endAnalysis(step: 1), .route(Routes(stable: Story.candidate)), .release(Story.stable)])
    }

    @Test func `a canary that fails is rolled back in one change of routes`() throws {
        var story = try Self.story(Strategy.canary.steps())
        let actions = try story.happens(.judged(step: 1, Story.fail))
        #expect(story.rollout.phase == .aborted(reason: "error-rate is worse"))
        #expect(actions == [.endAnalysis(step: 1), .route(Routes(stable: Story.stable)), .release(Story.candidate)])
    }

    @Test func `blue and green change places at once, and stable is warm while the candidate bakes`() throws {
        var story = try Self.story(Strategy.blueGreen.steps())
        #expect(story.rollout.hold == .approval)
        #expect(story.routes == Routes(stable: Story.stable, candidate: Story.candidate))
        let actions = try story.happens(.resume(by: "eve"), after: .seconds(86_400))
        let all = Routes(stable: Story.stable, candidate: Story.candidate, weight: .all)
        #expect(actions == [.route(all)])
        try story.happens(.ticked, after: .seconds(599))
        #expect(story.routes == all && story.released.isEmpty)
        try story.happens(.ticked, after: .seconds(1))
        #expect(story.rollout.phase == .promoted && story.released == [Story.stable])
    }

    @Test func `while it bakes, one change of routes takes all requests back`() throws {
        var story = try Self.story([.switch, .bake(.seconds(60))])
        let actions = try story.happens(.abort(by: "eve", reason: "wrong colours"))
        #expect(actions == [.route(Routes(stable: Story.stable)), .release(Story.candidate)])
        #expect(story.rollout.phase == .aborted(reason: "eve: wrong colours"))
    }

    @Test func `without a verdict it pauses, goes or goes on, as the plan says`() throws {
        var story = try Self.story([.setWeight(.percent(5)), Self.analysis, .pause(.seconds(9))])
        try story.happens(.judged(step: 1, Story.inconclusive))
        #expect(story.rollout.hold == .inconclusive(step: 1, reason: "too few requests") && story.analyses.isEmpty)
        #expect(story.routes.weight == .percent(5) && story.rollout.nextTick == nil)
        #expect(try story.happens(.resume(by: "eve")) == [.analyse(step: 1)])
        try story.happens(.judged(step: 1, Story.pass))
        #expect(story.rollout.phase == .running(step: 2))

        story = try Self.story([.setWeight(.percent(5)), Self.analysis], onInconclusive: .abort)
        try story.happens(.judged(step: 1, Story.inconclusive))
        #expect(story.rollout.phase == .aborted(reason: "inconclusive: too few requests"))

        story = try Self.story([.setWeight(.percent(5)), Self.analysis], onInconclusive: .promote)
        try story.happens(.judged(step: 1, Story.inconclusive))
        #expect(story.rollout.phase == .promoted)
    }

    @Test func `a failure in the background aborts at any later step, a pass does nothing`() throws {
        let steps: [RolloutStep] = [
            .backgroundAnalysis(AnalysisPlan()), .setWeight(.percent(5)), .backgroundAnalysis(AnalysisPlan()),
            .pause(.seconds(60)), .setWeight(.all), .bake(.seconds(60)),
        ]
        var story = try Self.story(steps)
        #expect(story.analyses == [0, 2])
        try story.happens(.judged(step: 0, Story.pass))
        #expect(story.rollout.phase == .running(step: 3) && story.analyses == [2])
        try story.happens(.ticked, after: .seconds(60))
        try story.happens(.judged(step: 2, Story.fail))
        #expect(story.rollout.phase == .aborted(reason: "error-rate is worse") && story.analyses.isEmpty)
    }

    @Test func `waiting for approval survives an analysis in the background without a verdict`() throws {
        var story = try Self.story([.backgroundAnalysis(AnalysisPlan()), .preview, .pause(nil), .switch])
        try story.happens(.judged(step: 0, Story.inconclusive))
        #expect(story.rollout.hold == .inconclusive(step: 0, reason: "too few requests"))
        try story.happens(.resume(by: "eve"))
        #expect(story.rollout.hold == .approval && story.analyses == [0])
        try story.happens(.resume(by: "eve"))
        #expect(story.rollout.phase == .promoted)
    }

    @Test func `time that a person takes does not count`() throws {
        var story = try Self.story([.setWeight(.percent(5)), .pause(.seconds(60))])
        try story.happens(.pause(by: "eve"), after: .seconds(20))
        #expect(try story.happens(.ticked, after: .seconds(100_000)).isEmpty)
        try story.happens(.resume(by: "eve"))
        #expect(try story.happens(.ticked, after: .seconds(39)).isEmpty)
        try story.happens(.ticked, after: .seconds(1))
        #expect(story.rollout.phase == .promoted)
    }

    @Test func `a verdict that comes while a person holds it is kept, and a failure is not kept waiting`() throws {
        var story = try Self.story([.setWeight(.percent(5)), Self.analysis])
        try story.happens(.pause(by: "eve"))
        try story.happens(.judged(step: 1, Story.pass))
        #expect(story.rollout.phase == .running(step: 1))
        try story.happens(.resume(by: "eve"))
        #expect(story.rollout.phase == .promoted)

        story = try Self.story([.setWeight(.percent(5)), Self.analysis])
        try story.happens(.pause(by: "eve"))
        try story.happens(.judged(step: 1, Story.fail))
        #expect(story.rollout.isOver)

        story = try Story([.setWeight(.percent(5)), Self.analysis])
        try story.happens(.pause(by: "eve"))
        #expect(try story.happens(.prepared).isEmpty)
        #expect(try story.happens(.resume(by: "eve")).count == 2)
    }

    @Test func `without progress it is aborted`() throws {
        var story = try Story([.switch])
        try story.happens(.ticked, after: .seconds(6 * 3600))
        #expect(story.rollout.phase == .aborted(reason: "it made no progress for 6h"))
    }

    @Test func `promotion goes one step, or to the end`() throws {
        var story = try Self.story(Strategy.ramp.steps())
        try story.happens(.promote(by: "eve", fully: false))
        #expect(story.routes.weight == .percent(5) && story.analyses == [3])
        try story.happens(.promote(by: "eve", fully: true))
        #expect(story.rollout.phase == .promoted && story.routes == Routes(stable: Story.candidate))
    }

    @Test func `what cannot be is refused with the reason`() throws {
        var story = try Story([.setWeight(.percent(5)), Self.analysis, .pause(nil)])
        #expect(
            Self.refusal(&story, .promote(by: "eve", fully: false))?.contains("version 4 is being prepared") == true
        )
        #expect(Self.refusal(&story, .resume(by: "eve"))?.contains("it is not paused") == true)
        try story.happens(.prepared)
        try story.happens(.pause(by: "eve"))
        #expect(Self.refusal(&story, .pause(by: "bob"))?.contains("eve has paused it") == true)
        try story.happens(.resume(by: "bob"))
        try story.happens(.judged(step: 1, Story.pass))
        #expect(Self.refusal(&story, .pause(by: "eve"))?.contains("it waits for approval") == true)
        try story.happens(.abort(by: "eve", reason: "too slow"))
        let wishes: [RolloutEvent] = [
            .pause(by: "bob"), .resume(by: "bob"), .promote(by: "bob", fully: true), .abort(by: "bob", reason: "no"),
        ]
        for wish in wishes {
            #expect(Self.refusal(&story, wish)?.contains("it was aborted: eve: too slow") == true)
        }
        #expect(throws: AviaryError.self) {
            try RolloutMachine.begin(
                id: "r",
                endpoint: ModelName("m"),
                stable: VersionNumber(1),
                candidate: VersionNumber(1),
                plan: RolloutPlan(steps: [.switch]),
                at: Timestamp(milliseconds: 0)
            )
        }
    }

    @Test func `what comes too late changes nothing`() throws {
        var story = try Self.story(Strategy.ramp.steps())
        for event: RolloutEvent in [.prepared, .judged(step: 3, Story.fail), .judged(step: 0, Story.fail), .ticked] {
            #expect(try story.happens(event).isEmpty)
        }
        #expect(story.rollout.revision == 1)
        try story.happens(.promote(by: "eve", fully: true))
        for event: RolloutEvent in [.prepared, .judged(step: 1, Story.fail), .refused(reason: "gone"), .ticked] {
            #expect(try story.happens(event, after: .seconds(86_400)).isEmpty)
        }
        #expect(story.rollout.phase == .promoted && story.rollout.revision == 2)
    }
}
