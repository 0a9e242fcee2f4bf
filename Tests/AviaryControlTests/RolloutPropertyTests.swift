import AviaryControl
import AviaryCore
import AviaryTesting
import Testing

/// Whatever happens to a rollout, in whatever order.
struct RolloutPropertyTests {
    /// What can be measured wherever the analysis stands.
    private static let analysis = AnalysisPlan(metrics: [AnalysisMetric.usual[0]])

    private static func plan(_ random: inout Seeded) -> RolloutPlan? {
        let steps = (0..<Int.random(in: 1...8, using: &random)).map { _ -> RolloutStep in
            switch Int.random(in: 0..<9, using: &random) {
            case 0: .mirror(.percent(Int.random(in: 0...100, using: &random)))
            case 1, 2: .setWeight(.percent(Int.random(in: 1...100, using: &random)))
            case 3: .pause(Bool.random(using: &random) ? nil : .seconds(60))
            case 4, 5: .analysis(Self.analysis)
            case 6: .backgroundAnalysis(Self.analysis)
            case 7: Bool.random(using: &random) ? .preview : .switch
            default: .bake(.seconds(60))
            }
        }
        let policy = RolloutPlan.Inconclusive.allCases.randomElement(using: &random) ?? .pause
        return try? RolloutPlan(steps: steps, onInconclusive: policy)
    }

    private static func event(_ story: Story, _ random: inout Seeded) -> RolloutEvent {
        let steps = story.rollout.plan.steps.count
        switch Int.random(in: 0..<14, using: &random) {
        case 0: return .prepared
        case 1: return Int.random(in: 0..<10, using: &random) == 0 ? .refused(reason: "no") : .prepared
        case 2, 3: return .ticked
        case 4...8:
            let step = story.analyses.randomElement(using: &random) ?? Int.random(in: 0..<steps, using: &random)
            let outcomes = [Story.pass, Story.pass, Story.pass, Story.inconclusive, Story.fail]
            return .judged(step: step, outcomes.randomElement(using: &random) ?? Story.pass)
        case 9: return .pause(by: "eve")
        case 10, 11: return .resume(by: "bob")
        case 12: return .promote(by: "eve", fully: Int.random(in: 0..<8, using: &random) == 0)
        default: return Int.random(in: 0..<8, using: &random) == 0 ? .abort(by: "bob", reason: "no") : .ticked
        }
    }

    @Test(arguments: 0..<8)
    func `routes, analyses and revisions are what the state says, also after restarts at any point`(seed: UInt64) throws
    {
        var random = Seeded(seed: seed)
        for _ in 0..<250 {
            guard let plan = Self.plan(&random) else { continue }
            var story = try Story(plan: plan)
            var weight = Weight.none
            for _ in 0..<60 {
                let before = story.rollout
                let event = Self.event(story, &random)
                do {
                    try story.happens(event, after: .seconds(Int64.random(in: 0...90, using: &random)))
                } catch let error as AviaryError {
                    #expect(error.code == .conflict && story.rollout == before)
                }
                if Int.random(in: 0..<5, using: &random) == 0 { try story.restart() }
                let after = story.rollout
                #expect(story.routes == after.routes)
                #expect(story.analyses == Set(after.analyses))
                #expect(after.revision == before.revision + (after == before ? 0 : 1))
                #expect(!before.isOver || after == before)
                #expect(after.isOver || after.weight >= weight)
                #expect((after.hold == nil) == (after.heldSince == nil))
                #expect(story.released.count == (after.isOver ? 1 : 0))
                if case .pause(nil) = after.step { #expect(after.hold != nil) }
                weight = after.weight
            }
        }
    }

    @Test func `the log, played again, ends in the same state`() throws {
        var random = Seeded(seed: 99)
        for _ in 0..<300 {
            guard let plan = Self.plan(&random) else { continue }
            var story = try Story(plan: plan)
            for _ in 0..<40 { _ = try? story.happens(Self.event(story, &random), after: .seconds(30)) }
            var replayed = try Story(plan: plan).rollout
            for entry in story.log {
                replayed = try #require(try RolloutMachine.apply(entry.event, to: replayed, at: entry.at)).rollout
            }
            #expect(replayed == story.rollout)
        }
    }

    @Test func `left to itself with good verdicts, every plan ends in promotion`() throws {
        var random = Seeded(seed: 5)
        for _ in 0..<300 {
            guard let plan = Self.plan(&random) else { continue }
            var story = try Story(plan: plan)
            try story.happens(.prepared)
            for _ in 0..<40 where !story.rollout.isOver {
                if story.rollout.hold != nil {
                    try story.happens(.resume(by: "eve"))
                } else if let step = story.analyses.min() {
                    try story.happens(.judged(step: step, Story.pass))
                } else if let due = story.rollout.nextTick {
                    try story.happens(.ticked, after: due.since(story.now))
                }
            }
            #expect(story.rollout.phase == .promoted, "\(story.rollout)")
        }
    }
}
