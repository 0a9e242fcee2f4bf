/// What a model takes and gives: the names, types and shapes of its tensors.
public struct Signature: Sendable, Hashable {
    /// The tensors that a request must bring, in the model's order.
    public let inputs: [TensorSignature]
    /// The tensors that a reply may have, in the model's order.
    public let outputs: [TensorSignature]

    /// Makes a signature.
    ///
    /// - Parameters:
    ///   - inputs: the tensors that a request must bring.
    ///   - outputs: the tensors that a reply may have.
    public init(inputs: [TensorSignature], outputs: [TensorSignature]) {
        self.inputs = inputs
        self.outputs = outputs
    }
}

/// One named tensor of a signature.
public struct TensorSignature: Sendable, Hashable {
    /// The name by which requests and replies refer to the tensor.
    public let name: String
    /// The type of its elements.
    public let dataType: DataType
    /// Its dimensions, outermost first; `nil` when the model leaves even their number open.
    public let dimensions: [Dimension]?

    /// Makes the signature of one tensor.
    ///
    /// - Parameters:
    ///   - name: the name by which requests and replies refer to it.
    ///   - dataType: the type of its elements.
    ///   - dimensions: its dimensions, or `nil` for any number of them.
    public init(name: String, dataType: DataType, dimensions: [Dimension]?) {
        self.name = name
        self.dataType = dataType
        self.dimensions = dimensions
    }

    /// One dimension of a tensor.
    public enum Dimension: Sendable, Hashable {
        /// Always this long.
        case fixed(Int)
        /// Of any length; dimensions with the same symbol are equally long in one request.
        case free(symbol: String?)
    }

    /// The dimensions as the protocol writes them: -1 for a free one; `[-1]` when their number is open.
    public var protocolShape: [Int] {
        guard let dimensions else { return [-1] }
        return dimensions.map { dimension in
            switch dimension {
            case .fixed(let length): length
            case .free: -1
            }
        }
    }

    /// Whether a tensor of this shape fits, symbols aside.
    ///
    /// - Parameter shape: a concrete shape.
    /// - Returns: whether rank and fixed lengths agree.
    public func admits(_ shape: Shape) -> Bool {
        guard let dimensions else { return true }
        guard dimensions.count == shape.rank else { return false }
        for (index, dimension) in dimensions.enumerated() {
            if case .fixed(let length) = dimension, length != shape.dimensions[index] { return false }
        }
        return true
    }
}
