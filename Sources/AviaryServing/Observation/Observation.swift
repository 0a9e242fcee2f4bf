package import AviaryCore

/// What one request left behind at the version that answered it, or tried to.
package struct Observation: Sendable {
    /// What clients call.
    package let endpoint: ModelName
    /// The version.
    package let version: VersionNumber
    /// As what it answered.
    package let role: Role
    /// Which decision about the endpoint sent the request there.
    package let generation: UInt64
    /// From the request's arrival to the version's answer, in nanoseconds.
    package let latency: UInt64
    /// Why the version failed; `nil` if it did not.
    package let failure: AviaryError.Code?
    /// Whether stable answered in its place.
    package let fellBack: Bool
    /// What its outputs look like; `nil` where it failed.
    package let measures: OutputMeasures?

    /// Makes an observation.
    ///
    /// - Parameters:
    ///   - endpoint: what clients call.
    ///   - version: the version.
    ///   - role: as what it answered.
    ///   - generation: which decision sent the request there.
    ///   - latency: from the request's arrival to the version's answer, in nanoseconds.
    ///   - failure: why the version failed.
    ///   - fellBack: whether stable answered in its place.
    ///   - measures: what its outputs look like.
    package init(
        endpoint: ModelName,
        version: VersionNumber,
        role: Role,
        generation: UInt64,
        latency: UInt64,
        failure: AviaryError.Code?,
        fellBack: Bool = false,
        measures: OutputMeasures? = nil
    ) {
        self.endpoint = endpoint
        self.version = version
        self.role = role
        self.generation = generation
        self.latency = latency
        self.failure = failure
        self.fellBack = fellBack
        self.measures = measures
    }
}
