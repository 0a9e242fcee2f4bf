package import AviaryCore

/// What a rollout becomes when something happens: pure, without clock, storage or chance.
package enum RolloutMachine {
    /// Begins a rollout.
    ///
    /// - Parameters:
    ///   - id: who it is.
    ///   - endpoint: whose requests it is about.
    ///   - stable: the version that answers by default.
    ///   - candidate: the version that may take its place.
    ///   - plan: what is meant to happen.
    ///   - now: when it begins.
    /// - Returns: the rollout, with the candidate to be prepared.
    /// - Throws: `AviaryError` with code `invalidArgument` when both versions are the same.
    package static func begin(
        id: String,
        endpoint: ModelName,
        stable: VersionNumber,
        candidate: VersionNumber,
        plan: RolloutPlan,
        at now: Timestamp
    ) throws(AviaryError) -> RolloutChange {
        guard stable != candidate else {
            throw AviaryError(
                .invalidArgument,
                "version \(candidate) is stable already, and cannot be its own candidate"
            )
        }
        let rollout = Rollout(
            id: id,
            endpoint: endpoint,
            stable: stable,
            candidate: candidate,
            plan: plan,
            started: now
        )
        return RolloutChange(rollout: rollout, actions: [.prepare(candidate)])
    }

    /// Lets something happen.
    ///
    /// - Parameters:
    ///   - event: what happens.
    ///   - rollout: the rollout before it.
    ///   - now: when it happens.
    /// - Returns: the rollout after it; `nil` where it changes nothing, because it comes too early or too late.
    /// - Throws: `AviaryError` with code `conflict` for what somebody wants and cannot have, with the reason.
    package static func apply(
        _ event: RolloutEvent,
        to rollout: Rollout,
        at now: Timestamp
    ) throws(AviaryError) -> RolloutChange? {
        var turn = RolloutTurn(rollout, now)
        try turn.take(event)
        return turn.change
    }
}

extension Rollout {
    /// What is to be done after a restart so that all is as it was: analyses begin anew.
    package var resumption: [RolloutAction] {
        guard !self.isOver else { return [] }
        guard case .running = self.phase else { return [.prepare(self.candidate)] }
        return [.prepare(self.candidate), .route(self.routes)] + self.analyses.map { .analyse(step: $0) }
    }

    /// The steps whose analyses go on.
    package var analyses: [Int] {
        guard case .running(let step) = self.phase, case .analysis = self.plan.steps[step], !self.hasPassed else {
            return self.background
        }
        if case .inconclusive(step, _) = self.hold { return self.background }
        return self.background + [step]
    }
}
