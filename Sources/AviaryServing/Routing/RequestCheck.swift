package import AviaryCore

extension Signature {
    /// Puts a request's tensors into the signature's order, after checking names, types and shapes.
    ///
    /// - Parameter inputs: the request's tensors.
    /// - Returns: one tensor for each input of the signature.
    /// - Throws: ``AviaryError`` with code `invalidArgument` that names the tensor, what was expected and what came.
    /// - Complexity: O(inputs) when they come in the signature's order.
    package func arrange(_ inputs: [NamedTensor]) throws(AviaryError) -> [Tensor] {
        var tensors: [Tensor] = []
        tensors.reserveCapacity(self.inputs.count)
        for (index, expected) in self.inputs.enumerated() {
            let given: NamedTensor
            if index < inputs.count, inputs[index].name == expected.name {
                given = inputs[index]
            } else if let found = inputs.first(where: { $0.name == expected.name }) {
                given = found
            } else {
                throw AviaryError(.invalidArgument, "input '\(expected.name)' is missing; " + self.inputNames)
            }
            try expected.check(given.tensor)
            tensors.append(given.tensor)
        }
        if inputs.count != self.inputs.count { throw self.surplus(inputs) }
        try self.checkSymbols(tensors)
        return tensors
    }

    /// Finds the outputs that a request asks for.
    ///
    /// - Parameter requested: the request's outputs; all of them when empty.
    /// - Returns: their indices in the signature.
    /// - Throws: ``AviaryError`` with code `invalidArgument` for a name that is unknown or occurs twice.
    package func indices(of requested: [RequestedOutput]) throws(AviaryError) -> [Int] {
        guard !requested.isEmpty else { return Array(self.outputs.indices) }
        var indices: [Int] = []
        for output in requested {
            guard let index = self.outputs.firstIndex(where: { $0.name == output.name }) else {
                let known = self.outputs.map { "'\($0.name)'" }.joined(separator: ", ")
                throw AviaryError(.invalidArgument, "unknown output '\(output.name)'; the model gives \(known)")
            }
            guard !indices.contains(index) else {
                throw AviaryError(.invalidArgument, "output '\(output.name)' is asked for twice")
            }
            indices.append(index)
        }
        return indices
    }

    private var inputNames: String {
        "the model takes " + self.inputs.map { "'\($0.name)'" }.joined(separator: ", ")
    }

    /// The error for tensors that the model does not take, or that came twice.
    private func surplus(_ inputs: [NamedTensor]) -> AviaryError {
        var seen: Set<String> = []
        for input in inputs {
            guard self.inputs.contains(where: { $0.name == input.name }) else {
                return AviaryError(.invalidArgument, "unknown input '\(input.name)'; " + self.inputNames)
            }
            guard seen.insert(input.name).inserted else {
                return AviaryError(.invalidArgument, "input '\(input.name)' came twice")
            }
        }
        return AviaryError(.invalidArgument, "\(inputs.count) inputs came; " + self.inputNames)
    }

    /// Checks that dimensions with the same symbol are equally long: ONNX Runtime does not, and broadcasts.
    private func checkSymbols(_ tensors: [Tensor]) throws(AviaryError) {
        guard tensors.count > 1 else { return }
        var lengths: [String: (length: Int, input: String)] = [:]
        for (expected, tensor) in zip(self.inputs, tensors) {
            for (index, dimension) in (expected.dimensions ?? []).enumerated() {
                guard case .free(let symbol?) = dimension else { continue }
                let length = tensor.shape.dimensions[index]
                if let known = lengths[symbol], known.length != length {
                    throw AviaryError(
                        .invalidArgument,
                        "dimension '\(symbol)' is \(known.length) in input '\(known.input)' and \(length) in input "
                            + "'\(expected.name)'; it has one length in a request"
                    )
                }
                lengths[symbol] = (length, expected.name)
            }
        }
    }
}

extension TensorSignature {
    /// Checks a tensor's type and shape.
    fileprivate func check(_ tensor: Tensor) throws(AviaryError) {
        guard tensor.dataType == self.dataType else {
            throw AviaryError(
                .invalidArgument,
                "input '\(self.name)': expected datatype \(self.dataType.rawValue), got \(tensor.dataType.rawValue)"
            )
        }
        guard self.admits(tensor.shape) else {
            let expected = "[" + self.protocolShape.map(String.init).joined(separator: ", ") + "]"
            throw AviaryError(
                .invalidArgument,
                "input '\(self.name)': expected shape \(expected), got \(tensor.shape)"
            )
        }
    }
}
