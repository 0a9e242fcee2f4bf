package import AviaryCore
package import NIOCore

/// An infer request as it travels.
package struct EncodedRequest: Sendable {
    /// The JSON text, and the binary tensors behind it.
    package let body: ByteBuffer
    /// How many bytes the JSON text has, where binary tensors may follow; `nil` when the body is JSON alone.
    package let jsonByteCount: Int?
}

/// Encodes infer requests: JSON, and the binary tensors that follow it.
package enum RequestEncoder {
    /// The most bytes of a request: what one buffer holds with room to spare.
    package static let maximumBytes = 2 << 30

    /// Encodes a request.
    ///
    /// - Parameters:
    ///   - request: what to ask; its `binary_data` parameters are set here where the caller has not set them.
    ///   - encoding: how the inputs travel, and in which form the outputs are asked for.
    /// - Returns: the body.
    /// - Throws: ``AviaryError`` with code `invalidArgument` that names the input that has no JSON form, or says that
    ///   the request is too large.
    package static func encode(
        _ request: InferenceRequest,
        _ encoding: TensorEncoding
    ) throws(AviaryError) -> EncodedRequest {
        let isBinary = encoding == .binary
        var members: [JSONValue.Member] = []
        if let id = request.id { members.append(.init("id", .string(id))) }
        var parameters = request.parameters
        if isBinary, parameters["binary_data_output"] == nil { parameters["binary_data_output"] = .bool(true) }
        members.append(contentsOf: try Self.member(parameters))
        var inputs: [JSONValue] = []
        for input in request.inputs {
            do throws(AviaryError) {
                inputs.append(try Self.input(input, isBinary: isBinary))
            } catch {
                throw error.at("input '\(input.name)'")
            }
        }
        members.append(.init("inputs", .array(inputs)))
        var outputs: [JSONValue] = []
        for output in request.outputs {
            var parameters = output.parameters
            if isBinary, parameters["binary_data"] == nil { parameters["binary_data"] = .bool(true) }
            outputs.append(.object([.init("name", .string(output.name))] + (try Self.member(parameters))))
        }
        if !outputs.isEmpty { members.append(.init("outputs", .array(outputs))) }

        let json = JSONValue.object(members).serialized()
        let binaryBytes = isBinary ? request.inputs.reduce(0) { $0 + $1.tensor.range.count } : 0
        guard json.count + binaryBytes <= Self.maximumBytes else {
            throw AviaryError(
                .invalidArgument,
                "a request has at most \(Self.maximumBytes) bytes, this one has \(json.count + binaryBytes)",
                remedy: "send fewer rows at a time"
            )
        }
        var body = ByteBuffer()
        body.reserveCapacity(json.count + binaryBytes)
        body.writeBytes(json)
        if isBinary {
            for input in request.inputs { body.writeBytes(input.tensor.bytes) }
        }
        return EncodedRequest(body: body, jsonByteCount: isBinary ? json.count : nil)
    }

    private static func input(_ input: NamedTensor, isBinary: Bool) throws(AviaryError) -> JSONValue {
        let tensor = input.tensor
        var parameters = input.parameters
        parameters["binary_data_size"] = isBinary ? .int64(Int64(tensor.range.count)) : nil
        var members: [JSONValue.Member] = [
            .init("name", .string(input.name)),
            .init("datatype", .string(tensor.dataType.rawValue)),
            .init("shape", .array(tensor.shape.dimensions.map { .integer($0) })),
        ]
        members.append(contentsOf: try self.member(parameters))
        if !isBinary { members.append(.init("data", .array(try self.data(tensor)))) }
        return .object(members)
    }

    /// The elements of a tensor, all of which must have a JSON form.
    private static func data(_ tensor: Tensor) throws(AviaryError) -> [JSONValue] {
        let remedy = "send the request with binary encoding"
        guard tensor.dataType != .float16, tensor.dataType != .bfloat16 else {
            throw AviaryError(.invalidArgument, "\(tensor.dataType.rawValue) has no JSON form", remedy: remedy)
        }
        let elements: [JSONValue]
        do throws(AviaryError) {
            elements = try tensor.elements()
        } catch {
            throw AviaryError(error.code, error.message, remedy: remedy)
        }
        // Every number ends with a digit, `nan` and `inf` do not.
        for case .number(let text) in elements where text.utf8.last ?? 0 > UInt8(ascii: "9") {
            throw AviaryError(.invalidArgument, "\(text) has no JSON form", remedy: remedy)
        }
        return elements
    }

    private static func member(_ parameters: Parameters) throws(AviaryError) -> [JSONValue.Member] {
        guard !parameters.isEmpty else { return [] }
        var members: [JSONValue.Member] = []
        for entry in parameters.entries {
            let value: JSONValue
            switch entry.value {
            case .bool(let flag): value = .bool(flag)
            case .int64(let number): value = .integer(number)
            case .uint64(let number): value = .integer(number)
            case .double(let number):
                guard number.isFinite else {
                    throw AviaryError(.invalidArgument, "the parameter '\(entry.name)' is \(number), not finite")
                }
                value = .number(number.description)
            case .string(let text): value = .string(text)
            }
            members.append(.init(entry.name, value))
        }
        return [.init("parameters", .object(members))]
    }
}
