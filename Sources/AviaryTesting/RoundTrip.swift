package import AviaryCore

/// Writing again what was read, to compare.
package enum RoundTrip {
    /// A reply as the server sends it.
    ///
    /// - Parameters:
    ///   - response: the reply.
    ///   - binary: whether the tensors are binary.
    /// - Returns: the JSON text and the bytes behind it; `nil` for tensors that have no JSON form.
    package static func encode(_ response: InferenceResponse, binary: Bool) -> (json: [UInt8], binary: [UInt8])? {
        var response = response
        // Written by the encoder where it is needed.
        for index in response.outputs.indices { response.outputs[index].parameters["binary_data_size"] = nil }
        let encoder = ResponseEncoder(response, binary: binary)
        var count = 0
        let text = try? TensorStorage(byteCount: encoder.jsonBound) { span throws(AviaryError) in
            try encoder.writeJSON(to: &span)
            count = span.byteCount
        }
        guard let text else { return nil }
        let parts = encoder.binaryTensors.tensors.flatMap { self.array($0.bytes) }
        return (self.array(text.bytes.extracting(..<count)), parts)
    }

    /// The first difference between tensors.
    ///
    /// - Parameters:
    ///   - first: some tensors.
    ///   - second: what should be the same tensors.
    /// - Returns: the difference; `nil` if there is none.
    package static func difference(_ first: [NamedTensor], _ second: [NamedTensor]) -> String? {
        guard first.count == second.count else { return "\(first.count) tensors became \(second.count)" }
        for (one, other) in zip(first, second) {
            guard one.name == other.name, one.tensor.dataType == other.tensor.dataType,
                one.tensor.shape == other.tensor.shape
            else { return "tensor \(one.name) \(one.tensor.shape) became \(other.name) \(other.tensor.shape)" }
            guard self.array(one.tensor.bytes) == self.array(other.tensor.bytes) else {
                return "tensor \(one.name) has other elements"
            }
        }
        return nil
    }

    /// All bytes of a span.
    ///
    /// - Parameter bytes: the span.
    /// - Returns: a copy.
    package static func array(_ bytes: RawSpan) -> [UInt8] { (0..<bytes.byteCount).map { bytes.load(at: $0) } }
}
