internal import AviaryCore

/// One tensor of a reply, and the part of the model's outputs that it is made from.
///
/// The protocol knows tensors alone, so other outputs become tensors:
/// - a sequence of maps, which is what scikit-learn's classifiers give for the probabilities of each row's classes,
///   becomes `NAME` with the values, a row for each map, and `NAME.keys` with the keys, which all rows must share;
/// - a sequence of tensors of one shape becomes one tensor with one more dimension, the outermost.
struct ServedOutput: Sendable {
    /// How a part becomes a tensor.
    enum Form: Sendable {
        /// As it is.
        case tensor
        /// The values of a sequence of maps.
        case values
        /// The keys of a sequence of maps.
        case keys
        /// A sequence of tensors, one on another.
        case stack
    }

    /// The tensor in the reply.
    let signature: TensorSignature
    /// The model's output that it comes from, by index.
    let output: Int
    /// How it becomes a tensor.
    let form: Form

    /// The tensors that a model's outputs become.
    ///
    /// - Parameter outputs: the outputs as the model declares them.
    /// - Returns: the tensors, in the order of the outputs.
    /// - Throws: `unsupportedType` for an output that the protocol cannot carry.
    static func all(of outputs: [ValueInfo]) throws(RuntimeError) -> [ServedOutput] {
        var served: [ServedOutput] = []
        for (index, output) in outputs.enumerated() {
            served += try ServedOutput.parts(of: output, at: index)
        }
        var names: Set<String> = []
        for tensor in served where !names.insert(tensor.signature.name).inserted {
            throw RuntimeError(.unsupportedType, "two outputs would be served as '\(tensor.signature.name)'")
        }
        return served
    }

    private static func parts(of output: ValueInfo, at index: Int) throws(RuntimeError) -> [ServedOutput] {
        func part(
            _ element: ElementType,
            _ dimensions: [TensorSignature.Dimension]?,
            _ form: Form,
            suffix: String = ""
        ) throws(RuntimeError) -> ServedOutput {
            guard let dataType = element.dataType else { throw output.unsupported("output") }
            return ServedOutput(
                signature: TensorSignature(name: output.name + suffix, dataType: dataType, dimensions: dimensions),
                output: index,
                form: form
            )
        }
        switch output.type.withoutOptional {
        case .tensor(let element, let dimensions):
            return [try part(element, dimensions, .tensor)]
        case .sequence(.map(let key, .tensor(let value, _))):
            return [
                try part(value, [.free(symbol: nil), .free(symbol: nil)], .values),
                try part(key, [.free(symbol: nil)], .keys, suffix: ".keys"),
            ]
        case .sequence(.tensor(let element, let dimensions)):
            return [try part(element, dimensions.map { [.free(symbol: nil)] + $0 }, .stack)]
        default:
            throw output.unsupported("output")
        }
    }
}

extension ValueInfo {
    /// The tensor that a request brings for an input.
    ///
    /// - Returns: its signature.
    /// - Throws: `unsupportedType` for an input that the protocol cannot carry.
    func servedInput() throws(RuntimeError) -> TensorSignature {
        guard case .tensor(let element, let dimensions) = self.type.withoutOptional, let dataType = element.dataType
        else { throw self.unsupported("input") }
        return TensorSignature(name: self.name, dataType: dataType, dimensions: dimensions)
    }

    fileprivate func unsupported(_ role: String) -> RuntimeError {
        RuntimeError(
            .unsupportedType,
            "\(role) '\(self.name)' has the type \(self.type), which the inference protocol cannot carry",
            remedy: "convert it inside the model, for instance with a Cast"
        )
    }
}

extension ValueType {
    /// The type of the value, if it is there.
    fileprivate var withoutOptional: ValueType {
        if case .optional(let type) = self { type } else { self }
    }
}
