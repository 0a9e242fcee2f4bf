import AviaryControl
import AviaryCore
import Foundation

/// A rollout that is told what happens, and what its driver would have done about it.
struct Story {
    private(set) var rollout: Rollout
    private(set) var now = Timestamp(milliseconds: 1_000_000)
    /// What is in force.
    private(set) var routes: Routes
    /// The analyses that go on.
    private(set) var analyses: Set<Int> = []
    private(set) var released: [VersionNumber] = []
    /// What happened, as the log has it.
    private(set) var log: [(event: RolloutEvent, at: Timestamp)] = []

    static let stable = VersionNumber(3)
    static let candidate = VersionNumber(4)

    init(_ steps: [RolloutStep], onInconclusive: RolloutPlan.Inconclusive = .pause) throws {
        try self.init(plan: RolloutPlan(steps: steps, onInconclusive: onInconclusive))
    }

    init(plan: RolloutPlan) throws {
        let change = try RolloutMachine.begin(
            id: "r1",
            endpoint: ModelName("fraud"),
            stable: Self.stable,
            candidate: Self.candidate,
            plan: plan,
            at: self.now
        )
        self.rollout = change.rollout
        self.routes = change.rollout.routes
    }

    /// Lets something happen.
    ///
    /// - Returns: what was to be done about it.
    @discardableResult
    mutating func happens(_ event: RolloutEvent, after time: Duration = .zero) throws -> [RolloutAction] {
        self.now = self.now.advanced(by: time)
        guard let change = try RolloutMachine.apply(event, to: self.rollout, at: self.now) else { return [] }
        self.log.append((event, self.now))
        self.rollout = change.rollout
        for action in change.actions { self.perform(action) }
        return change.actions
    }

    private mutating func perform(_ action: RolloutAction) {
        switch action {
        case .prepare: break
        case .route(let routes): self.routes = routes
        case .analyse(let step): self.analyses.insert(step)
        case .endAnalysis(let step): self.analyses.remove(step)
        case .release(let version): self.released.append(version)
        }
    }

    /// The process ends, and another one takes up what was stored.
    mutating func restart() throws {
        self.rollout = try JSONDecoder().decode(Rollout.self, from: JSONEncoder().encode(self.rollout))
        self.routes = Routes(stable: self.rollout.routes.stable)
        self.analyses = []
        for action in self.rollout.resumption { self.perform(action) }
    }

    static let pass = AnalysisOutcome(verdict: .pass, reason: "good")
    static let fail = AnalysisOutcome(verdict: .fail, reason: "error-rate is worse")
    static let inconclusive = AnalysisOutcome(verdict: .inconclusive, reason: "too few requests")
}
