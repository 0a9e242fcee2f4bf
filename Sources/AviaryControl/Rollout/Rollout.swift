package import AviaryCore

/// The life of a candidate on an endpoint, as it stands: all that is needed to go on after a restart.
package struct Rollout: Sendable, Hashable, Codable {
    /// Where it is.
    package enum Phase: Sendable, Hashable, Codable {
        /// The candidate is loaded, warmed up and held against stable's signature.
        case preparing
        /// At a step, by its index.
        case running(step: Int)
        /// The candidate is stable now.
        case promoted
        /// The candidate is gone.
        case aborted(reason: String)
    }

    /// Why it waits for a person.
    package enum Hold: Sendable, Hashable, Codable {
        /// The plan asks for approval.
        case approval
        /// The analysis of a step had no verdict.
        case inconclusive(step: Int, reason: String)
        /// Somebody asked for it.
        case person(name: String)
    }

    /// Who it is.
    package let id: String
    /// Whose requests it is about.
    package let endpoint: ModelName
    /// The version that answers by default.
    package let stable: VersionNumber
    /// The version that may take its place.
    package let candidate: VersionNumber
    /// What is meant to happen.
    package let plan: RolloutPlan
    /// When it began.
    package let started: Timestamp

    /// Where it is.
    package internal(set) var phase = Phase.preparing
    /// Why it waits for a person, if it does; it goes neither forward nor into its deadline until then.
    package internal(set) var hold: Hold?
    /// Since when it waits for a person.
    package internal(set) var heldSince: Timestamp?
    /// When the present step began, put off by the time that it waited for a person.
    package internal(set) var stepSince: Timestamp
    /// Whether what it waits for at this stage has come while a person held it.
    package internal(set) var hasPassed = false
    /// The candidate's share of the requests.
    package internal(set) var weight = Weight.none
    /// The share of requests that the candidate gets copies of.
    package internal(set) var mirrored = Weight.none
    /// The steps whose analyses go on in the background.
    package internal(set) var background: [Int] = []
    /// How many events have changed it.
    package internal(set) var revision = 0

    /// A rollout that has just begun.
    init(
        id: String,
        endpoint: ModelName,
        stable: VersionNumber,
        candidate: VersionNumber,
        plan: RolloutPlan,
        started: Timestamp
    ) {
        self.id = id
        self.endpoint = endpoint
        self.stable = stable
        self.candidate = candidate
        self.plan = plan
        self.started = started
        self.stepSince = started
    }

    /// Whether nothing more happens to it.
    package var isOver: Bool {
        switch self.phase {
        case .promoted, .aborted: true
        case .preparing, .running: false
        }
    }

    /// The step that it is at.
    package var step: RolloutStep? {
        if case .running(let index) = self.phase { self.plan.steps[index] } else { nil }
    }

    /// Which version gets what.
    package var routes: Routes {
        switch self.phase {
        case .promoted: Routes(stable: self.candidate)
        case .preparing, .aborted: Routes(stable: self.stable)
        case .running:
            Routes(stable: self.stable, candidate: self.candidate, weight: self.weight, mirrored: self.mirrored)
        }
    }

    /// When something happens without anybody's doing, if nothing else does before.
    package var nextTick: Timestamp? {
        guard !self.isOver, self.hold == nil else { return nil }
        switch self.step {
        case .pause(let time?), .bake(let time): return self.stepSince.advanced(by: time)
        default: return self.stepSince.advanced(by: self.plan.progressDeadline)
        }
    }
}

/// Which version of an endpoint gets what.
package struct Routes: Sendable, Hashable, Codable {
    /// The version that answers by default.
    package let stable: VersionNumber
    /// The version that is introduced: it answers its share, and whoever asks for it.
    package let candidate: VersionNumber?
    /// The candidate's share of the requests.
    package let weight: Weight
    /// The share of requests that the candidate gets copies of.
    package let mirrored: Weight

    /// Makes routes.
    ///
    /// - Parameters:
    ///   - stable: the version that answers by default.
    ///   - candidate: the version that is introduced.
    ///   - weight: its share of the requests.
    ///   - mirrored: the share of requests that it gets copies of.
    package init(
        stable: VersionNumber,
        candidate: VersionNumber? = nil,
        weight: Weight = .none,
        mirrored: Weight = .none
    ) {
        self.stable = stable
        self.candidate = candidate
        self.weight = weight
        self.mirrored = mirrored
    }
}
