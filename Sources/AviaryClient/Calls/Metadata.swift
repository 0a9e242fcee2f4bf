public import AviaryCore

/// What a server says of itself.
public struct ServerMetadata: Sendable, Hashable {
    /// The server's name, such as `aviary`.
    public let name: String
    /// The server's version.
    public let version: String
    /// The protocol's extensions that it has, such as `binary_tensor_data`.
    public let extensions: [String]

    init(_ json: JSONValue) throws(AviaryError) {
        self.name = try json.text("name")
        self.version = try json.optionalText("version") ?? ""
        self.extensions = try json.texts("extensions")
    }
}

/// What a server says of a model.
public struct ModelMetadata: Sendable, Hashable {
    /// The model's name.
    public let name: String
    /// The versions that answer.
    public let versions: [String]
    /// What the model is made for, such as `onnx_onnxv1`.
    public let platform: String
    /// What the model does, in the words of its maker; `nil` where the server does not say.
    public let description: String?
    /// The tensors that a request must bring.
    public let inputs: [TensorMetadata]
    /// The tensors that a reply may have.
    public let outputs: [TensorMetadata]

    init(_ json: JSONValue) throws(AviaryError) {
        self.name = try json.text("name")
        self.versions = try json.texts("versions")
        self.platform = try json.optionalText("platform") ?? ""
        self.description = try json.optionalText("description")
        self.inputs = try json.list("inputs").map(TensorMetadata.init)
        self.outputs = try json.list("outputs").map(TensorMetadata.init)
    }
}

/// One input or output of a model.
public struct TensorMetadata: Sendable, Hashable {
    /// The name by which requests and replies refer to the tensor.
    public let name: String
    /// The type of its elements.
    public let dataType: DataType
    /// The lengths of its dimensions, outermost first; -1 for one of any length.
    ///
    /// `[-1]` may also stand for a tensor of any number of dimensions.
    public let shape: [Int]

    /// Describes a tensor.
    ///
    /// - Parameters:
    ///   - name: the name by which requests and replies refer to it.
    ///   - dataType: the type of its elements.
    ///   - shape: the lengths of its dimensions, -1 for one of any length.
    public init(name: String, dataType: DataType, shape: [Int]) {
        self.name = name
        self.dataType = dataType
        self.shape = shape
    }

    init(_ json: JSONValue) throws(AviaryError) {
        self.name = try json.text("name")
        let word = try json.text("datatype")
        guard let dataType = DataType(rawValue: word) else {
            throw AviaryError(.invalidArgument, "the datatype '\(word)' of tensor '\(self.name)' is not known")
        }
        self.dataType = dataType
        var shape: [Int] = []
        for element in try json.list("shape") {
            guard case .number(let text) = element, let length = Int(text), length >= -1 else {
                throw AviaryError(
                    .invalidArgument,
                    "the shape of tensor '\(self.name)' is lengths, and -1 where free; something else came"
                )
            }
            shape.append(length)
        }
        self.shape = shape
    }
}
