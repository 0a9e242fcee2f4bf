/// What a client asks of a model: the Open Inference Protocol's infer request, decoded.
public struct InferenceRequest: Sendable {
    /// The client's name for the request, echoed in the reply.
    public var id: String?
    /// Parameters of the request as a whole.
    public var parameters: Parameters
    /// The tensors, in the order in which they came.
    public var inputs: [NamedTensor]
    /// The outputs that are wanted; all of them when empty.
    public var outputs: [RequestedOutput]

    /// Makes a request.
    ///
    /// - Parameters:
    ///   - id: the client's name for it.
    ///   - parameters: parameters of the request as a whole.
    ///   - inputs: the tensors.
    ///   - outputs: the outputs that are wanted; all of them when empty.
    public init(
        id: String? = nil,
        parameters: Parameters = Parameters(),
        inputs: [NamedTensor] = [],
        outputs: [RequestedOutput] = []
    ) {
        self.id = id
        self.parameters = parameters
        self.inputs = inputs
        self.outputs = outputs
    }
}

/// A tensor with its name and parameters.
public struct NamedTensor: Sendable {
    /// The name in the model's signature.
    public var name: String
    /// The elements.
    public var tensor: Tensor
    /// Parameters of this tensor.
    public var parameters: Parameters

    /// Gives a tensor a name.
    ///
    /// - Parameters:
    ///   - name: the name in the model's signature.
    ///   - tensor: the elements.
    ///   - parameters: parameters of this tensor.
    public init(name: String, tensor: Tensor, parameters: Parameters = Parameters()) {
        self.name = name
        self.tensor = tensor
        self.parameters = parameters
    }
}

/// An output that a request names.
public struct RequestedOutput: Sendable, Hashable {
    /// The name in the model's signature.
    public var name: String
    /// Parameters, such as `binary_data` and `classification`.
    public var parameters: Parameters

    /// Names an output.
    ///
    /// - Parameters:
    ///   - name: the name in the model's signature.
    ///   - parameters: such as `binary_data` and `classification`.
    public init(name: String, parameters: Parameters = Parameters()) {
        self.name = name
        self.parameters = parameters
    }
}

/// What a model answered: the Open Inference Protocol's infer reply.
public struct InferenceResponse: Sendable {
    /// The endpoint that answered.
    public var modelName: String
    /// The version that answered.
    public var modelVersion: String
    /// The request's id, if it had one.
    public var id: String?
    /// Parameters of the reply as a whole.
    public var parameters: Parameters
    /// The tensors.
    public var outputs: [NamedTensor]
    /// How the reply came about, where a server tells it.
    package var provenance: Provenance?

    /// Makes a reply.
    ///
    /// - Parameters:
    ///   - modelName: the endpoint that answered.
    ///   - modelVersion: the version that answered.
    ///   - id: the request's id, if it had one.
    ///   - parameters: parameters of the reply as a whole.
    ///   - outputs: the tensors.
    public init(
        modelName: String,
        modelVersion: String,
        id: String? = nil,
        parameters: Parameters = Parameters(),
        outputs: [NamedTensor]
    ) {
        self.modelName = modelName
        self.modelVersion = modelVersion
        self.id = id
        self.parameters = parameters
        self.outputs = outputs
    }
}
