package import AviaryCore

/// How an endpoint's requests are divided among versions of its model: what the control loop decides.
package struct Traffic: Sendable, Hashable {
    /// A version and its share.
    package struct Share: Sendable, Hashable {
        /// The version.
        package let version: VersionNumber
        /// Its share.
        package let weight: Weight

        /// Makes a share.
        ///
        /// - Parameters:
        ///   - version: the version.
        ///   - weight: its share.
        package init(_ version: VersionNumber, _ weight: Weight) {
            self.version = version
            self.weight = weight
        }
    }

    /// What clients call.
    package let endpoint: ModelName
    /// The model behind it.
    package let model: ModelName
    /// The version that answers by default.
    package var stable: VersionNumber
    /// The version that is introduced and its share; testers can ask for it at any share.
    package var candidate: Share?
    /// The share of requests that the candidate gets copies of.
    package var mirrored = Weight.none
    /// Versions with fixed shares of what the candidate leaves.
    package var experiment: [Share] = []
    /// Further versions that get copies.
    package var shadows: [Share] = []
    /// What keeps requests of the same origin together.
    package var key = RoutingKey.random
    /// Makes the same origin fall elsewhere in each rollout.
    package var salt: UInt64 = 0
    /// The share of a request's time that the candidate has before stable is asked instead; `nil` for no fallback.
    package var fallback: Weight?
    /// Whether what versions answer is measured and observed, because somebody judges it.
    package var isObserved = false
    /// Counts the decisions about this endpoint: observations carry it, so that those of earlier routes can be told apart.
    package var generation: UInt64 = 0

    /// One version for all requests.
    ///
    /// - Parameters:
    ///   - endpoint: what clients call.
    ///   - model: the model behind it.
    ///   - stable: the version that answers by default.
    package init(endpoint: ModelName, model: ModelName, stable: VersionNumber) {
        self.endpoint = endpoint
        self.model = model
        self.stable = stable
    }
}
