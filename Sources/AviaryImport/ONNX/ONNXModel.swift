/// A model as an ONNX file has it: <https://github.com/onnx/onnx/blob/main/onnx/onnx.proto>, `ModelProto`.
struct ONNXModel: Sendable {
    /// The version of the file format: that of ONNX 1.12, in which operator set 17 came.
    private static let formatVersion = 8
    /// The version of the operators; all that are written here mean the same in later ones.
    private static let operatorSet = 17

    /// What the file says of itself, by keys.
    var metadata: [(key: String, value: String)] = []
    /// The model.
    var graph: ONNXGraph

    /// The model, ready to be turned into bytes.
    ///
    /// - Returns: the message, whose size is known and whose weights are not made yet.
    func message() -> ProtobufWriter {
        var writer = ProtobufWriter()
        writer.integer(1, Self.formatVersion)
        writer.text(2, "aviary")
        writer.message(7, self.graph.write)
        writer.message(8) { operators in
            // The empty domain is ONNX's own.
            operators.text(1, "")
            operators.integer(2, Self.operatorSet)
        }
        for (key, value) in self.metadata {
            writer.message(14) { entry in
                entry.text(1, key)
                entry.text(2, value)
            }
        }
        return writer
    }
}

/// Operators and the tensors between them, `GraphProto`.
struct ONNXGraph: Sendable {
    /// The graph's name.
    var name: String
    /// The operators; each stands behind those whose outputs it takes.
    var nodes: [ONNXNode] = []
    /// The constants.
    var initializers: [ONNXTensor] = []
    /// What a run is given.
    var inputs: [ONNXValueInfo] = []
    /// What a run gives.
    var outputs: [ONNXValueInfo] = []

    /// Writes the graph's fields.
    func write(to writer: inout ProtobufWriter) {
        for node in self.nodes { writer.message(1, node.write) }
        writer.text(2, self.name)
        for tensor in self.initializers { writer.message(5, tensor.write) }
        for value in self.inputs { writer.message(11, value.write) }
        for value in self.outputs { writer.message(12, value.write) }
    }
}

/// The name and the shape of an input or output of type FP32, `ValueInfoProto`.
struct ONNXValueInfo: Sendable {
    /// One dimension of a shape.
    enum Dimension: Sendable {
        /// So many.
        case fixed(Int)
        /// As many as a run has; the same name stands for the same number.
        case free(String)
    }

    /// The tensor's name.
    let name: String
    /// Its shape.
    let shape: [Dimension]

    /// Writes the value's fields.
    func write(to writer: inout ProtobufWriter) {
        writer.text(1, self.name)
        writer.message(2) { type in
            type.message(1) { tensor in
                tensor.integer(1, ONNXTensor.float)
                tensor.message(2) { shape in
                    for dimension in self.shape {
                        shape.message(1) { field in
                            switch dimension {
                            case .fixed(let count): field.integer(1, count)
                            case .free(let name): field.text(2, name)
                            }
                        }
                    }
                }
            }
        }
    }
}
