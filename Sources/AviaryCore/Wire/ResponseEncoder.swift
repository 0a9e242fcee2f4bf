/// Encodes a reply: JSON, and the binary tensors that follow it.
package struct ResponseEncoder {
    private let response: InferenceResponse
    private let isBinary: [Bool]

    /// Plans a reply.
    ///
    /// An output is binary where the request's output has `binary_data: true`, or where the request lists no outputs and
    /// has `binary_data_output: true`; both as Triton has it.
    ///
    /// - Parameters:
    ///   - response: the reply.
    ///   - request: the request, which says in which form it wants the outputs.
    package init(_ response: InferenceResponse, for request: InferenceRequest) {
        self.response = response
        let byDefault = request.outputs.isEmpty && request.parameters["binary_data_output"] == .bool(true)
        self.isBinary = response.outputs.map { output in
            guard let wanted = request.outputs.first(where: { $0.name == output.name }) else { return byDefault }
            return wanted.parameters["binary_data"] == .bool(true)
        }
    }

    /// Plans a reply in which every output has the same form.
    ///
    /// - Parameters:
    ///   - response: the reply.
    ///   - binary: whether the outputs are binary.
    package init(_ response: InferenceResponse, binary: Bool) {
        self.response = response
        self.isBinary = response.outputs.map { _ in binary }
    }

    /// The most bytes that the JSON part takes.
    package var jsonBound: Int {
        var bound = 64 + AviaryCore.jsonBound(of: self.response.modelName)
        bound += AviaryCore.jsonBound(of: self.response.modelVersion)
        if let id = self.response.id { bound += 8 + AviaryCore.jsonBound(of: id) }
        bound += self.response.parameters.jsonBound
        if self.response.provenance != nil {
            // The names, the role, the prediction's id, and endpoint and version once more.
            bound += 160 + AviaryCore.jsonBound(of: self.response.modelName)
            bound += AviaryCore.jsonBound(of: self.response.modelVersion)
        }
        for (index, output) in self.response.outputs.enumerated() {
            bound += 96 + AviaryCore.jsonBound(of: output.name) + 21 * output.tensor.shape.rank
            bound += output.parameters.jsonBound
            if !self.isBinary[index] { bound += output.tensor.jsonBound }
        }
        return bound
    }

    /// The tensors that follow the JSON part, in their order, and their bytes in all.
    package var binaryTensors: (tensors: [Tensor], byteCount: Int) {
        var tensors: [Tensor] = []
        var byteCount = 0
        for (index, output) in self.response.outputs.enumerated() where self.isBinary[index] {
            tensors.append(output.tensor)
            byteCount += output.tensor.range.count
        }
        return (tensors, byteCount)
    }

    /// Writes the JSON part.
    ///
    /// - Parameter span: has room for ``jsonBound`` bytes.
    /// - Throws: ``AviaryError`` with code `invalidArgument` for what JSON cannot say: a number that is not finite, a
    ///   half-precision number, bytes that are not UTF-8; the remedy is to ask for binary.
    /// - Complexity: O(bytes).
    package func writeJSON(to span: inout OutputRawSpan) throws(AviaryError) {
        span.write(ascii: "{\"model_name\":")
        span.writeJSON(self.response.modelName)
        span.write(ascii: ",\"model_version\":")
        span.writeJSON(self.response.modelVersion)
        if let id = self.response.id {
            span.write(ascii: ",\"id\":")
            span.writeJSON(id)
        }
        if let provenance = self.response.provenance {
            self.write(provenance, to: &span)
        } else if !self.response.parameters.isEmpty {
            span.write(ascii: ",\"parameters\":")
            self.response.parameters.writeJSON(to: &span)
        }
        span.write(ascii: ",\"outputs\":[")
        for (index, output) in self.response.outputs.enumerated() {
            if index > 0 { span.append(UInt8(ascii: ",")) }
            try self.write(output, binary: self.isBinary[index], to: &span)
        }
        span.write(ascii: "]}")
    }

    /// Writes how the reply came about: straight as bytes, because every reply has it.
    private func write(_ provenance: Provenance, to span: inout OutputRawSpan) {
        span.write(ascii: ",\"parameters\":{\"endpoint\":")
        span.writeJSON(self.response.modelName)
        span.write(ascii: ",\"version\":")
        span.writeJSON(self.response.modelVersion)
        span.write(ascii: ",\"role\":\"")
        for byte in provenance.role.rawValue.utf8 { span.append(byte) }
        span.write(ascii: "\",\"prediction_id\":\"")
        let id = provenance.id.text
        for index in id.indices { span.append(id[index]) }
        span.write(ascii: "\"")
        if provenance.isFallback { span.write(ascii: ",\"fallback\":true") }
        for entry in self.response.parameters.entries {
            span.append(UInt8(ascii: ","))
            entry.writeJSON(to: &span)
        }
        span.append(UInt8(ascii: "}"))
    }

    private func write(_ output: NamedTensor, binary: Bool, to span: inout OutputRawSpan) throws(AviaryError) {
        span.write(ascii: "{\"name\":")
        span.writeJSON(output.name)
        span.write(ascii: ",\"datatype\":\"")
        for byte in output.tensor.dataType.rawValue.utf8 { span.append(byte) }
        span.write(ascii: "\",\"shape\":[")
        for (index, length) in output.tensor.shape.dimensions.enumerated() {
            if index > 0 { span.append(UInt8(ascii: ",")) }
            span.write(decimal: length)
        }
        span.append(UInt8(ascii: "]"))
        var parameters = output.parameters
        if binary { parameters["binary_data_size"] = .int64(Int64(output.tensor.range.count)) }
        if !parameters.isEmpty {
            span.write(ascii: ",\"parameters\":")
            parameters.writeJSON(to: &span)
        }
        if !binary {
            span.write(ascii: ",\"data\":[")
            do throws(AviaryError) {
                try output.tensor.writeJSON(to: &span)
            } catch {
                throw error.at("output '\(output.name)'")
            }
            span.append(UInt8(ascii: "]"))
        }
        span.append(UInt8(ascii: "}"))
    }
}

extension Parameters {
    /// The most bytes that the parameters take as JSON.
    fileprivate var jsonBound: Int {
        var bound = 24
        for entry in self.entries {
            bound += 64 + AviaryCore.jsonBound(of: entry.name)
            if case .string(let text) = entry.value { bound += AviaryCore.jsonBound(of: text) }
        }
        return bound
    }

    fileprivate func writeJSON(to span: inout OutputRawSpan) {
        span.append(UInt8(ascii: "{"))
        for (index, entry) in self.entries.enumerated() {
            if index > 0 { span.append(UInt8(ascii: ",")) }
            entry.writeJSON(to: &span)
        }
        span.append(UInt8(ascii: "}"))
    }
}

extension Parameters.Entry {
    fileprivate func writeJSON(to span: inout OutputRawSpan) {
        span.writeJSON(self.name)
        span.append(UInt8(ascii: ":"))
        switch self.value {
        case .bool(true): span.write(ascii: "true")
        case .bool(false): span.write(ascii: "false")
        case .int64(let number): span.write(decimal: number)
        case .uint64(let number): span.write(decimal: number)
        case .double(let number) where number.isFinite: span.write(shortest: number)
        case .double: span.write(ascii: "null")
        case .string(let text): span.writeJSON(text)
        }
    }
}
