package import AviaryCore

/// Decodes infer replies: JSON, and the binary tensors that follow it.
///
/// A reply is checked like any other text from outside: lengths, counts and types must agree before memory is read.
package struct ReplyDecoder {
    private let binary: TensorStorage
    private var offset = 0

    private init(binary: TensorStorage) { self.binary = binary }

    /// Decodes a reply.
    ///
    /// - Parameters:
    ///   - body: the whole body.
    ///   - jsonByteCount: how many bytes of it are JSON, as the header Inference-Header-Content-Length says; all
    ///     without the header.
    /// - Returns: the reply.
    /// - Throws: ``AviaryError`` with code `invalidArgument` that says which output, what was expected and what came.
    /// - Complexity: O(bytes).
    package static func decode(_ body: RawSpan, jsonByteCount: Int?) throws(AviaryError) -> InferenceResponse {
        let jsonByteCount = jsonByteCount ?? body.byteCount
        guard (0...body.byteCount).contains(jsonByteCount) else {
            throw AviaryError(
                .invalidArgument,
                "Inference-Header-Content-Length is at most the body's \(body.byteCount) bytes, got \(jsonByteCount)"
            )
        }
        var decoder = ReplyDecoder(binary: TensorStorage(copying: body.extracting(jsonByteCount...)))
        var reader = JSONReader(body.extracting(..<jsonByteCount))
        var response = InferenceResponse(modelName: "", modelVersion: "", outputs: [])
        try reader.object { reader, key throws(AviaryError) in
            if reader.names(key, "model_name") {
                response.modelName = try reader.stringOrNull() ?? ""
            } else if reader.names(key, "model_version") {
                response.modelVersion = try reader.stringOrNull() ?? ""
            } else if reader.names(key, "id") {
                response.id = try reader.stringOrNull()
            } else if reader.names(key, "parameters") {
                response.parameters = try reader.parameters()
            } else if reader.names(key, "outputs") {
                try reader.array { reader throws(AviaryError) in
                    guard response.outputs.count < RequestDecoder.maximumEntries else {
                        throw reader.expected("at most \(RequestDecoder.maximumEntries) outputs")
                    }
                    response.outputs.append(try decoder.output(&reader, number: response.outputs.count))
                }
            } else {
                try reader.skip()
            }
        }
        try reader.end()
        guard decoder.offset == decoder.binary.byteCount else {
            let left = decoder.binary.byteCount - decoder.offset
            throw AviaryError(.invalidArgument, "\(left) bytes are left over after the last binary tensor")
        }
        return response
    }

    /// Decodes one element of `outputs`: first what it is, then its data, which may stand before that.
    private mutating func output(_ reader: inout JSONReader, number: Int) throws(AviaryError) -> NamedTensor {
        var place = "output \(number)"
        do throws(AviaryError) {
            var probe = reader
            let head = try TensorHead(&probe)
            guard let name = head.name else { throw AviaryError(.invalidArgument, "has no 'name'") }
            place = "output '\(name)'"
            guard let dataType = head.dataType, let shape = head.shape else {
                throw AviaryError(.invalidArgument, "has no 'datatype' or no 'shape'")
            }
            let tensor: Tensor
            switch (head.hasData, head.parameters["binary_data_size"]) {
            case (true, nil):
                tensor = try reader.data(dataType).tensor(shape: shape)
            case (false, .int64(let size)?):
                try reader.skip()
                tensor = try self.binaryTensor(dataType, shape, size: size)
            default:
                throw AviaryError(.invalidArgument, "expected 'data' or the parameter 'binary_data_size', one of them")
            }
            return NamedTensor(name: name, tensor: tensor, parameters: head.parameters)
        } catch {
            throw error.at(place)
        }
    }

    private mutating func binaryTensor(
        _ dataType: DataType,
        _ shape: Shape,
        size: Int64
    ) throws(AviaryError) -> Tensor {
        let left = self.binary.byteCount - self.offset
        guard size >= 0, size <= left else {
            throw AviaryError(.invalidArgument, "'binary_data_size' is \(size), the body has \(left) bytes left")
        }
        let range = self.offset..<self.offset + Int(size)
        self.offset = range.upperBound
        return try Tensor(dataType, shape: shape, storage: self.binary, range: range)
    }
}

extension JSONReader {
    /// Takes an object and gives the elements of its member `data`.
    mutating func data(_ dataType: DataType) throws(AviaryError) -> TensorAssembler {
        var assembler = TensorAssembler(dataType)
        try self.object { reader, key throws(AviaryError) in
            if reader.names(key, "data") {
                _ = try reader.elements(into: &assembler)
            } else {
                try reader.skip()
            }
        }
        return assembler
    }

    fileprivate mutating func stringOrNull() throws(AviaryError) -> String? {
        guard self.peek() == UInt8(ascii: "n") else { return try self.string() }
        try self.skip()
        return nil
    }
}
