package import AviaryControl
package import AviaryCore
package import AviaryServing

/// All that the control loop does to the world, and all that it asks of it; tests give it another one.
package struct ControlWorld: Sendable {
    /// The time.
    package var now: @Sendable () -> Timestamp
    /// A name that no rollout has yet.
    package var newID: @Sendable () -> String
    /// Makes sure that the repository has a version; the error names those that there are.
    package var exists: @Sendable (ModelName, VersionNumber) async throws(AviaryError) -> Void
    /// Loads a version and keeps it loaded.
    package var require: @Sendable (ModelName, VersionNumber) async throws(AviaryError) -> Void
    /// Holds a candidate against stable: both are loaded.
    package var check:
        @Sendable (_ model: ModelName, _ candidate: VersionNumber, _ stable: VersionNumber)
            async throws(AviaryError) -> Void
    /// Lets a version go, unless the repository's own policy keeps it.
    package var release: @Sendable (ModelName, VersionNumber) async -> Void
    /// The highest version of a model that is ready.
    package var newest: @Sendable (ModelName) -> VersionNumber?
    /// Puts routes in force: every request that is routed after it returns goes by them.
    package var route: @Sendable (Traffic) -> Void
    /// Makes an endpoint what its model's versions make of it.
    package var unroute: @Sendable (ModelName) -> Void
    /// Asks a metric of somebody else.
    package var ask: @Sendable (ExternalQuestion) async -> ExternalAnswer
    /// Tells whoever listens that something has been written down, also that receivers have changed.
    package var publish: @Sendable ([RecordedEvent]) -> Void

    /// Says what the prediction log keeps of an endpoint from now on; `nil` for what it usually does.
    package var keep: @Sendable (ModelName, LogPlan?) -> Void = { _, _ in }

    /// Makes a world.
    package init(
        now: @escaping @Sendable () -> Timestamp,
        newID: @escaping @Sendable () -> String,
        exists: @escaping @Sendable (ModelName, VersionNumber) async throws(AviaryError) -> Void,
        require: @escaping @Sendable (ModelName, VersionNumber) async throws(AviaryError) -> Void,
        check:
            @escaping @Sendable (ModelName, VersionNumber, VersionNumber)
            async throws(AviaryError) -> Void,
        release: @escaping @Sendable (ModelName, VersionNumber) async -> Void,
        newest: @escaping @Sendable (ModelName) -> VersionNumber?,
        route: @escaping @Sendable (Traffic) -> Void,
        unroute: @escaping @Sendable (ModelName) -> Void,
        ask: @escaping @Sendable (ExternalQuestion) async -> ExternalAnswer,
        publish: @escaping @Sendable ([RecordedEvent]) -> Void
    ) {
        self.now = now
        self.newID = newID
        self.exists = exists
        self.require = require
        self.check = check
        self.release = release
        self.newest = newest
        self.route = route
        self.unroute = unroute
        self.ask = ask
        self.publish = publish
    }
}

/// A metric that is asked of somebody else, for one rollout.
package struct ExternalQuestion: Sendable, Hashable {
    /// Who is asked.
    package enum Kind: Sendable, Hashable {
        case prometheus, webhook
    }

    /// Who is asked.
    package let kind: Kind
    /// What, where, and how long it may take.
    package let check: AnalysisMetric.ExternalCheck
    /// The rollout that it is about.
    package let rollout: Rollout
    /// The metric's name.
    package let metric: String
}
