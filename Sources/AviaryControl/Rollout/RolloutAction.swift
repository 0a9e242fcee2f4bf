package import AviaryCore

/// What is to be done for a rollout, in the order in which it is said.
package enum RolloutAction: Sendable, Hashable, Codable {
    /// Load a version, warm it up, and hold it against stable's signature; answered by `prepared` or `refused`.
    case prepare(VersionNumber)
    /// Send requests this way.
    case route(Routes)
    /// Begin the analysis of a step; answered by `judged`, unless it is ended before.
    case analyse(step: Int)
    /// End the analysis of a step, if it still goes on.
    case endAnalysis(step: Int)
    /// Take a version out of memory.
    case release(VersionNumber)
}

/// A rollout after an event, and what is to be done about it.
package struct RolloutChange: Sendable, Hashable {
    /// The rollout as it is now.
    package let rollout: Rollout
    /// What is to be done.
    package let actions: [RolloutAction]
}
