package import AviaryCore

/// Where a request goes.
package struct Assignment: Sendable {
    /// One version behind an endpoint; an object, so that handing it on costs one reference.
    package final class Target: Sendable {
        /// The engine that answers.
        package let engine: Engine
        /// As what it answers.
        package let role: Role
        /// What its requests tell `/metrics`.
        package let instruments: RequestInstruments

        init(_ engine: Engine, _ role: Role, _ instruments: RequestInstruments) {
            self.engine = engine
            self.role = role
            self.instruments = instruments
        }
    }

    /// The endpoint that was called.
    package let endpoint: Endpoint
    /// The version that answers.
    package let target: Target
    /// Whether the endpoint decided, rather than the request.
    package let isAssigned: Bool
    /// The version that answers where the first fails in time.
    package let fallback: Target?
    /// The hash of what keeps requests of the same origin together; `nil` where the request has none.
    package let origin: UInt64?

    /// The engine that answers.
    package var engine: Engine { self.target.engine }
    /// As what it answers.
    package var role: Role { self.target.role }

    init(
        _ endpoint: Endpoint,
        _ target: Target,
        isAssigned: Bool,
        fallback: Target? = nil,
        origin: UInt64? = nil
    ) {
        self.endpoint = endpoint
        self.target = target
        self.isAssigned = isAssigned
        self.fallback = fallback
        self.origin = origin
    }
}
