/// One request as it was answered, or not: what monitors look at and the prediction log keeps.
package struct RecordedPrediction: Sendable {
    /// Its name.
    package let id: PredictionID
    /// When it arrived.
    package let at: Timestamp
    /// What the client called.
    package let endpoint: ModelName
    /// The model behind the endpoint.
    package let model: ModelName
    /// The version that answered, or failed.
    package let version: VersionNumber
    /// As what it answered.
    package let role: Role
    /// Whether stable answered in the candidate's place.
    package let isFallback: Bool
    /// From the request's arrival to the answer, in nanoseconds.
    package let latency: UInt64
    /// Why it failed; `nil` if it did not.
    package let failure: AviaryError.Code?
    /// What was asked, with its parameters.
    package let request: InferenceRequest
    /// What was answered; empty where it failed.
    package let outputs: [NamedTensor]
    /// A hash of what keeps requests of the same origin together; `nil` where the endpoint has no such key, or the request no
    /// value for it.
    package let origin: UInt64?

    /// Puts a prediction on record.
    ///
    /// - Parameters:
    ///   - id: its name.
    ///   - at: when it arrived.
    ///   - endpoint: what the client called.
    ///   - model: the model behind the endpoint.
    ///   - version: the version that answered, or failed.
    ///   - role: as what it answered.
    ///   - isFallback: whether stable answered in the candidate's place.
    ///   - latency: from the request's arrival to the answer, in nanoseconds.
    ///   - failure: why it failed.
    ///   - request: what was asked.
    ///   - outputs: what was answered.
    ///   - origin: a hash of what keeps requests of the same origin together.
    package init(
        id: PredictionID,
        at: Timestamp,
        endpoint: ModelName,
        model: ModelName,
        version: VersionNumber,
        role: Role,
        isFallback: Bool = false,
        latency: UInt64,
        failure: AviaryError.Code? = nil,
        request: InferenceRequest,
        outputs: [NamedTensor],
        origin: UInt64? = nil
    ) {
        self.id = id
        self.at = at
        self.endpoint = endpoint
        self.model = model
        self.version = version
        self.role = role
        self.isFallback = isFallback
        self.latency = latency
        self.failure = failure
        self.request = request
        self.outputs = outputs
        self.origin = origin
    }
}
