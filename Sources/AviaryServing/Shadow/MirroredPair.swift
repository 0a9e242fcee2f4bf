package import AviaryCore

/// What stable has answered to a request, and what another version makes of a copy of it.
package struct MirroredPair: Sendable {
    /// What clients call.
    package let endpoint: ModelName
    /// The version that got the copy.
    package let version: VersionNumber
    /// Which decision about the endpoint made the copy.
    package let generation: UInt64
    /// Who the prediction is that stable's answer belongs to.
    package let predictionID: String
    /// The request.
    package let request: InferenceRequest
    /// What stable has answered.
    package let stable: [NamedTensor]
    /// What the other version answers, or why it does not.
    package let shadow: Result<[NamedTensor], AviaryError>
    /// Names of the other version's classes, by its outputs' names.
    package let labels: [String: [String]]

    /// Puts both together.
    ///
    /// - Parameters:
    ///   - endpoint: what clients call.
    ///   - version: the version that got the copy.
    ///   - generation: which decision about the endpoint made the copy.
    ///   - predictionID: who the prediction is that stable's answer belongs to.
    ///   - request: the request.
    ///   - stable: what stable has answered.
    ///   - shadow: what the other version answers, or why it does not.
    ///   - labels: names of its classes, by its outputs' names.
    package init(
        endpoint: ModelName,
        version: VersionNumber,
        generation: UInt64,
        predictionID: String,
        request: InferenceRequest,
        stable: [NamedTensor],
        shadow: Result<[NamedTensor], AviaryError>,
        labels: [String: [String]]
    ) {
        self.endpoint = endpoint
        self.version = version
        self.generation = generation
        self.predictionID = predictionID
        self.request = request
        self.stable = stable
        self.shadow = shadow
        self.labels = labels
    }
}
