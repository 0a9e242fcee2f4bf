package import AviaryCore

/// An endpoint as it is: what was asked for, and what has become of it.
package struct EndpointRecord: Sendable, Hashable, Codable {
    /// What was asked for last.
    package var specification: EndpointSpecification
    /// The version that answers by default.
    package var stable: VersionNumber
    /// The rollout that goes on, if one does.
    package var rollout: String?
    /// How many changes there were, from 1.
    package var revision: Int
    /// When it last changed.
    package var updated: Timestamp

    /// Makes a record.
    ///
    /// - Parameters:
    ///   - specification: what was asked for last.
    ///   - stable: the version that answers by default.
    ///   - rollout: the rollout that goes on.
    ///   - revision: how many changes there were.
    ///   - updated: when it last changed.
    package init(
        specification: EndpointSpecification,
        stable: VersionNumber,
        rollout: String? = nil,
        revision: Int = 1,
        updated: Timestamp
    ) {
        self.specification = specification
        self.stable = stable
        self.rollout = rollout
        self.revision = revision
        self.updated = updated
    }

    /// What clients call.
    package var name: ModelName { self.specification.name }
}
