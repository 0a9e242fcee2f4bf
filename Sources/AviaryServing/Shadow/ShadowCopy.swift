package import AviaryCore

/// A request that stable has answered, for another version to answer as well while nobody waits.
package struct ShadowCopy: Sendable {
    /// What clients call.
    package let endpoint: ModelName
    /// The version that gets the copy.
    package let engine: Engine
    /// Which decision about the endpoint made the copy.
    package let generation: UInt64
    /// Who the prediction is that stable's answer belongs to.
    package let predictionID: String
    /// The request.
    package let request: InferenceRequest
    /// What stable has answered, each output as the model gave it.
    package let stable: [NamedTensor]

    /// Makes a copy.
    ///
    /// - Parameters:
    ///   - endpoint: what clients call.
    ///   - engine: the version that gets the copy.
    ///   - generation: which decision about the endpoint made the copy.
    ///   - predictionID: who the prediction is that stable's answer belongs to.
    ///   - request: the request.
    ///   - stable: what stable has answered, each output as the model gave it.
    package init(
        endpoint: ModelName,
        engine: Engine,
        generation: UInt64,
        predictionID: String,
        request: InferenceRequest,
        stable: [NamedTensor]
    ) {
        self.endpoint = endpoint
        self.engine = engine
        self.generation = generation
        self.predictionID = predictionID
        self.request = request
        self.stable = stable
    }

    /// How many bytes its tensors have.
    var byteCount: Int {
        self.request.inputs.reduce(0) { $0 + $1.tensor.range.count }
            + self.stable.reduce(0) { $0 + $1.tensor.range.count }
    }

    /// Puts stable's answer and the other version's together.
    func pair(_ shadow: Result<[NamedTensor], AviaryError>) -> MirroredPair {
        MirroredPair(
            endpoint: self.endpoint,
            version: self.engine.version,
            generation: self.generation,
            predictionID: self.predictionID,
            request: self.request,
            stable: self.stable,
            shadow: shadow,
            labels: self.engine.configuration.labels
        )
    }
}
