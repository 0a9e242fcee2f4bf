package import AviaryCore

/// What happened to an endpoint: an entry of the log, with its evidence.
package struct ControlEvent: Sendable, Hashable, Codable {
    /// What happened.
    package enum Kind: Sendable, Hashable, Codable {
        /// Somebody has said what the endpoint should be.
        case applied(EndpointSpecification)
        /// The endpoint is gone.
        case removed
        /// A rollout has begun.
        case started(Rollout)
        /// Something happened to the rollout; what it has become of it.
        case changed(RolloutEvent, to: Rollout)
        /// From here on requests go this way; written down before they do.
        case routed(Routes)
        /// The program took up the rollout where it stood.
        case resumed(Rollout)
        /// Something happened to alerts.
        case alert(AlertEntry)
    }

    /// When it happened.
    package let at: Timestamp
    /// Whose it is.
    package let endpoint: ModelName
    /// The rollout that it belongs to.
    package let rollout: String?
    /// Who did it: a person's name, or `aviary`.
    package let actor: String
    /// What happened.
    package let kind: Kind

    /// The program itself, as an actor.
    package static let aviary = "aviary"

    /// Makes an entry.
    ///
    /// - Parameters:
    ///   - at: when it happened.
    ///   - endpoint: whose it is.
    ///   - rollout: the rollout that it belongs to.
    ///   - actor: who did it.
    ///   - kind: what happened.
    package init(at: Timestamp, endpoint: ModelName, rollout: String? = nil, actor: String = aviary, kind: Kind) {
        self.at = at
        self.endpoint = endpoint
        self.rollout = rollout
        self.actor = actor
        self.kind = kind
    }
}

/// An entry of the log in its place.
package struct RecordedEvent: Sendable, Hashable, Codable {
    /// Its place: higher than that of every entry before it.
    package let sequence: Int64
    /// What happened.
    package let event: ControlEvent

    /// Puts an entry in its place.
    ///
    /// - Parameters:
    ///   - sequence: its place.
    ///   - event: what happened.
    package init(sequence: Int64, event: ControlEvent) {
        self.sequence = sequence
        self.event = event
    }
}
