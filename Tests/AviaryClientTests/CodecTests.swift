import AviaryClient
import AviaryCore
import AviaryTesting
import NIOCore
import Testing

/// Requests and replies on the wire, with the server's own decoder and encoder as counterpart.
struct CodecTests {
    private static let jsonTypes = DataType.allCases.filter { $0 != .float16 && $0 != .bfloat16 }

    private func tensors(
        _ random: inout Seeded,
        json isJSON: Bool
    ) throws -> [NamedTensor] {
        try (0..<Int.random(in: 1...4, using: &random)).map { index in
            let types = isJSON ? Self.jsonTypes : DataType.allCases
            return NamedTensor(name: "t\"\(index)é", tensor: try .random(of: types, json: isJSON, using: &random))
        }
    }

    @Test(arguments: 0..<200 as Range<UInt64>, TensorEncoding.allCases)
    func `the server reads what the client writes`(seed: UInt64, encoding: TensorEncoding) throws {
        var random = Seeded(seed: seed)
        let request = InferenceRequest(
            id: "a\n\"b",
            parameters: ["timeout": .int64(5), "large": .uint64(.max), "share": .double(1e300), "note": .string("ü")],
            inputs: try self.tensors(&random, json: encoding == .json),
            outputs: Bool.random(using: &random) ? [] : [RequestedOutput(name: "y", parameters: ["k": .bool(false)])]
        )
        let encoded = try RequestEncoder.encode(request, encoding)
        let bytes = encoded.body.readableBytesSpan
        let storage = TensorStorage(byteCount: bytes.byteCount) { $0.write(copying: bytes) }
        let jsonByteCount = encoded.jsonByteCount ?? bytes.byteCount
        let decoded = try RequestDecoder.decode(
            bytes.extracting(..<jsonByteCount),
            binary: encoding == .binary ? storage : nil,
            binaryAt: jsonByteCount
        )
        #expect(decoded.id == request.id)
        for entry in request.parameters.entries { #expect(decoded.parameters[entry.name] == entry.value) }
        #expect(decoded.parameters["binary_data_output"] == (encoding == .binary ? .bool(true) : nil))
        #expect(decoded.outputs.map(\.name) == request.outputs.map(\.name))
        for output in decoded.outputs {
            #expect(output.parameters["binary_data"] == (encoding == .binary ? .bool(true) : nil))
        }
        #expect(decoded.inputs.count == request.inputs.count)
        for (sent, came) in zip(request.inputs, decoded.inputs) { #expect(sent.matches(came)) }
    }

    @Test(arguments: 0..<200 as Range<UInt64>, [true, false])
    func `the client reads what the server writes`(seed: UInt64, isBinary: Bool) throws {
        var random = Seeded(seed: seed)
        let response = InferenceResponse(
            modelName: "iris",
            modelVersion: "3",
            id: "7",
            parameters: ["final": .bool(true)],
            outputs: try self.tensors(&random, json: !isBinary)
        )
        let (body, jsonByteCount) = try encoded(response, isBinary: isBinary)
        let decoded = try ReplyDecoder.decode(body.span.bytes, jsonByteCount: isBinary ? jsonByteCount : nil)
        #expect(decoded.modelName == "iris" && decoded.modelVersion == "3" && decoded.id == "7")
        #expect(decoded.parameters == ["final": .bool(true)])
        #expect(decoded.outputs.count == response.outputs.count)
        for (sent, came) in zip(response.outputs, decoded.outputs) { #expect(sent.matches(came)) }
    }

    @Test(arguments: 0..<500 as Range<UInt64>, [true, false])
    func `a corrupt reply is an error or another reply, never a crash`(seed: UInt64, isBinary: Bool) throws {
        var random = Seeded(seed: seed)
        let response = InferenceResponse(
            modelName: "m",
            modelVersion: "1",
            outputs: try self.tensors(&random, json: !isBinary)
        )
        var (body, jsonByteCount) = try encoded(response, isBinary: isBinary)
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let index = Int.random(in: body.indices, using: &random)
            switch Int.random(in: 0...3, using: &random) {
            case 0: body[index] = .random(in: 0...0xFF, using: &random)
            case 1: body[index] = "[]{}\",:-0129eE.n\\".utf8.randomElement(using: &random) ?? 0
            case 2 where body.count > 1: body.removeSubrange(index...)
            default: jsonByteCount = Int.random(in: -5...body.count + 5, using: &random)
            }
            if body.isEmpty { break }
        }
        do throws(AviaryError) {
            let decoded = try ReplyDecoder.decode(body.span.bytes, jsonByteCount: isBinary ? jsonByteCount : nil)
            for output in decoded.outputs where output.tensor.dataType == .bytes { _ = output.tensor.byteStrings() }
        } catch {
            #expect(error.code == .invalidArgument)
        }
    }

    @Test func `replies of other servers are read`() throws {
        let text = #"""
            {"model_version": null, "id": null, "outputs": [{"data": [[1, 2.0], [3e0, true]], "parameters": null,
              "shape": [2, 2], "datatype": "INT8", "name": "y", "x": {}},
             {"name": "h", "datatype": "FP16", "shape": [2], "data": [0.1, 65504]}], "more": [{}], "model_name": "m"}
            """#
        let reply = try ReplyDecoder.decode(Array(text.utf8).span.bytes, jsonByteCount: nil)
        #expect(reply.modelName == "m" && reply.modelVersion.isEmpty && reply.id == nil)
        #expect(try reply.values(of: "y") == [1, 2, 3, 1] as [Int8])
        #expect(reply.output("h")?.byteArray == [0x66, 0x2E, 0xFF, 0x7B])
    }

    @Test(arguments: [
        (#"{"outputs":[{"name":"y","datatype":"INT8","shape":[1],"data":[128]}]}"#, "output 'y': element 0: expected"),
        (#"{"outputs":[{"name":"y","datatype":"INT8","shape":[1],"data":[1.5]}]}"#, "got '1.5'"),
        (#"{"outputs":[{"name":"y","datatype":"FP32","shape":[1],"data":[1e39]}]}"#, "got '1e39'"),
        (#"{"outputs":[{"name":"y","datatype":"FP32","shape":[1],"data":[NaN]}]}"#, "got NaN"),
        (#"{"outputs":[{"name":"y","datatype":"FP32","shape":[3],"data":[1,2]}]}"#, "3 elements, got 2"),
        (#"{"outputs":[{"name":"y","datatype":"FP32","shape":[9223372036854775807],"data":[1]}]}"#, "elements, got 1"),
        (#"{"outputs":[{"name":"y","datatype":"FP32","shape":[4294967296,4294967296],"data":[]}]}"#, "63 bits"),
        (#"{"outputs":[{"name":"y","datatype":"FP32","shape":[-1],"data":[]}]}"#, "0 or more"),
        (#"{"outputs":[{"name":"y","datatype":"FP8","shape":[1],"data":[1]}]}"#, "datatype is one of"),
        (#"{"outputs":[{"name":"y","datatype":"FP32","shape":[1]}]}"#, "one of them"),
        (
            #"{"outputs":[{"name":"y","datatype":"FP32","shape":[0],"parameters":{"binary_data_size":8}}]}"#,
            "0 bytes left"
        ),
        (#"{"outputs":[{"name":"y","datatype":"FP32","shape":[1],"data":[1],"data":[2]}]}"#, "one member 'data'"),
        (#"{"outputs":[{"datatype":"FP32","shape":[1],"data":[1]}]}"#, "output 0: has no 'name'"),
        (
            "{\"outputs\":[{\"name\":\"y\",\"datatype\":\"FP32\",\"shape\":[1],\"data\":"
                + String(repeating: "[", count: 99_999), "64"
        ),
        ("", "expected '{'"),
    ])
    func `a reply that does not add up is refused with its reason`(text: String, reason: String) {
        let error = #expect(throws: AviaryError.self) {
            try ReplyDecoder.decode(Array(text.utf8).span.bytes, jsonByteCount: nil)
        }
        #expect(error?.message.contains(reason) == true, "\(String(describing: error))")
    }

    @Test(arguments: [
        try Tensor([Float.nan]), try Tensor([-Double.infinity]), try Tensor(byteStrings: [[0xFF]]),
        try Tensor(.float16, shape: [1], storage: TensorStorage(byteCount: 2) { _ in }),
    ])
    func `what JSON lacks is refused with the way out`(tensor: Tensor) throws {
        let request = InferenceRequest(inputs: [NamedTensor(name: "x", tensor: tensor)])
        let error = #expect(throws: AviaryError.self) { try RequestEncoder.encode(request, .json) }
        #expect(error?.message.hasPrefix("input 'x'") == true)
        #expect(error?.remedy == "send the request with binary encoding")
        #expect(throws: Never.self) { try RequestEncoder.encode(request, .binary) }
    }
}

/// A reply as the server sends it.
private func encoded(_ response: InferenceResponse, isBinary: Bool) throws -> (body: [UInt8], jsonByteCount: Int) {
    let encoder = ResponseEncoder(response, binary: isBinary)
    var buffer = ByteBuffer()
    try buffer.writeWithOutputRawSpan(minimumWritableBytes: encoder.jsonBound) { span throws(AviaryError) in
        try encoder.writeJSON(to: &span)
    }
    let jsonByteCount = buffer.readableBytes
    for tensor in encoder.binaryTensors.tensors { buffer.writeBytes(tensor.bytes) }
    return (Array(buffer.readableBytesView), jsonByteCount)
}
