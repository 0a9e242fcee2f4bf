import AviaryCore
import AviaryTesting
import Testing

/// Infer requests as JSON, alone and with binary tensors behind it.
struct RequestDecoderTests {
    private func decode(_ json: String) throws(AviaryError) -> InferenceRequest {
        try RequestDecoder.decode(Array(json.utf8).span.bytes)
    }

    private func decode(_ json: String, binary: [UInt8]) throws(AviaryError) -> InferenceRequest {
        let storage = TensorStorage(byteCount: binary.count) { span in
            for byte in binary { span.append(byte) }
        }
        return try RequestDecoder.decode(Array(json.utf8).span.bytes, binary: storage)
    }

    @Test func `a request keeps its id, parameters, inputs and outputs`() throws {
        let request = try self.decode(
            #"""
            { "id": "42", "parameters": {"timeout": 1500, "binary_data_output": true, "note": "x", "share": 0.5,
              "large": 18446744073709551615, "nested": {"a": [1]}},
              "inputs": [{"name": "x", "shape": [2, 2], "datatype": "INT32", "data": [[1, 2], [3, -4]]}],
              "outputs": [{"name": "y", "parameters": {"classification": 3}}], "unknown": [{"deep": null}] }
            """#
        )
        #expect(request.id == "42")
        #expect(request.parameters["timeout"] == .int64(1500))
        #expect(request.parameters["binary_data_output"] == .bool(true))
        #expect(request.parameters["share"] == .double(0.5))
        #expect(request.parameters["large"] == .uint64(.max))
        #expect(request.parameters["nested"] == nil)
        #expect(request.inputs[0].tensor.shape == [2, 2])
        #expect(request.inputs[0].tensor.values(as: Int32.self) == [1, 2, 3, -4])
        #expect(request.outputs == [RequestedOutput(name: "y", parameters: ["classification": .int64(3)])])
    }

    @Test(arguments: [
        "[1,2,3,4]", "[[1,2],[3,4]]", "[[[1],[2]],[[3],[4]]]", "[ 1 , [2, [3]], 4 ]", "[[],1,2,[],3,4,[]]",
    ])
    func `data may be flat or nested in any way`(data: String) throws {
        let request = try self.decode(#"{"inputs":[{"name":"x","shape":[4],"datatype":"FP32","data":\#(data)}]}"#)
        #expect(request.inputs[0].tensor.values(as: Float.self) == [1, 2, 3, 4])
    }

    @Test func `data may come before type and shape`() throws {
        let request = try self.decode(
            #"{"inputs":[{"data":[[true],[false]],"shape":[2],"name":"x","datatype":"BOOL"}]}"#
        )
        #expect(request.inputs[0].tensor.values(as: Bool.self) == [true, false])
    }

    @Test func `strings keep escapes, surrogate pairs and zero bytes`() throws {
        let request = try self.decode(
            #"{"inputs":[{"name":"x","shape":[4],"datatype":"BYTES","data":["a\"\\\/\b\f\n\r\t","\u00e9\ud83d\ude00","\u0000","häé"]}]}"#
        )
        let strings = request.inputs[0].tensor.byteStrings().map { String(decoding: $0, as: UTF8.self) }
        #expect(strings == ["a\"\\/\u{8}\u{C}\n\r\t", "é😀", "\0", "häé"])
    }

    @Test func `escaped member names are the same names`() throws {
        let request = try self.decode(
            #"{"\u0069nputs":[{"name":"x","shape":[1],"d\u0061ta":[1],"datatype":"UINT8"}]}"#
        )
        #expect(request.inputs[0].tensor.values(as: UInt8.self) == [1])
    }

    @Test func `scalars and empty tensors are tensors`() throws {
        let request = try self.decode(
            #"{"inputs":[{"name":"a","shape":[],"datatype":"FP64","data":[7]},{"name":"b","shape":[0,3],"datatype":"FP32","data":[]}]}"#
        )
        #expect(request.inputs[0].tensor.values(as: Double.self) == [7])
        #expect(request.inputs[1].tensor.shape.elementCount == 0)
    }

    @Test(arguments: [
        (#"{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[NaN]}]}"#, "expected a number, got NaN"),
        (
            #"{"inputs":[{"name":"x","shape":[2],"datatype":"FP32","data":[1]}]}"#,
            "data has 1 elements, the shape asks for 2"
        ),
        (#"{"inputs":[{"name":"x","shape":[2],"datatype":"FP32","data":[1,2,3]}]}"#, "more elements than the 2"),
        (
            #"{"inputs":[{"name":"x","shape":[2],"datatype":"FP32","data":[1,]}]}"#,
            "expected an element after the comma"
        ),
        (#"{"inputs":[{"name":"x","shape":[2],"datatype":"FP32","data":[1 2]}]}"#, "expected ',' or ']' in data"),
        (#"{"inputs":[{"name":"x","shape":[1],"datatype":"BOOL","data":[1]}]}"#, "expected true or false"),
        (#"{"inputs":[{"name":"x","shape":[1],"datatype":"BYTES","data":[1]}]}"#, "expected a string in quotes"),
        (#"{"inputs":[{"name":"x","shape":[1],"datatype":"FP16","data":[1]}]}"#, "FP16 has no JSON form"),
        (#"{"inputs":[{"name":"x","shape":[1],"datatype":"FLOAT","data":[1]}]}"#, "got 'FLOAT'"),
        (#"{"inputs":[{"name":"x","shape":[-1],"datatype":"FP32","data":[1]}]}"#, "0 or more, not [-1]"),
        (#"{"inputs":[{"name":"x","shape":[1.5],"datatype":"FP32","data":[1]}]}"#, "a whole number"),
        (#"{"inputs":[{"name":"x","shape":[4611686018427387904,4],"datatype":"FP32","data":[1]}]}"#, "63 bits"),
        (#"{"inputs":[{"name":"x","shape":[1000000000],"datatype":"FP32","data":[1]}]}"#, "cannot hold so many"),
        (#"{"inputs":[{"name":"x","shape":[9223372036854775807,0],"datatype":"FP32","data":[]}]}"#, "at most 2^32"),
        (#"{"inputs":[{"name":"x","shape":[1,4611686018427387904,4,0],"datatype":"FP32","data":[]}]}"#, "at most 2^32"),
        (#"{"inputs":[{"name":"x","shape":[0,65536,65537],"datatype":"FP32","data":[]}]}"#, "at most 2^32"),
        (#"{"inputs":[{"name":"x","datatype":"FP32","data":[1]}]}"#, "input 'x' has no 'shape'"),
        (#"{"inputs":[{"name":"x","shape":[1],"data":[1]}]}"#, "input 'x' has no 'datatype'"),
        (#"{"inputs":[{"shape":[1],"datatype":"FP32","data":[1]}]}"#, "input 0 has no 'name'"),
        (#"{"inputs":[{"name":"x","shape":[1],"datatype":"FP32"}]}"#, "neither 'data' nor"),
        (#"{"inputs":[{"name":"x","name":"y","shape":[1],"datatype":"FP32","data":[1]}]}"#, "'name' occurs twice"),
        (#"{"inputs":[],"inputs":[]}"#, "'inputs' occurs twice"),
        (#"{"inputs":[],"parameters":{"a":1,"a":2}}"#, "the parameter 'a' occurs twice"),
        (#"{"id":"1"}"#, "the request has no 'inputs'"),
        (#"{"inputs":[]} x"#, "expected the end of the JSON text, got 'x'"),
        (
            #"{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1],"parameters":{"binary_data_size":4}}]}"#,
            "has both"
        ),
        (
            #"{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","parameters":{"binary_data_size":4}}]}"#,
            "no binary part"
        ),
        (
            #"{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","parameters":{"shared_memory_region":"r"}}]}"#,
            "shared memory"
        ),
        (#"{"inputs":[{"name":"\ud800","shape":[1]}]}"#, "high surrogate"),
        (#"{"inputs":[{"name":"\udc00","shape":[1]}]}"#, "low surrogate"),
        (#"{"inputs":[{"name":"\x","shape":[1]}]}"#, "backslash is followed by"),
        ("{\"inputs\":[{\"name\":\"a\nb\"}]}", "control character"),
        ("", "expected '{', got the end"), ("[]", "expected '{', got '['"), ("{", "member's name"),
        ("{\"inputs\"", "expected ':'"), ("{\"inputs\":[", "expected '{'"), ("\u{FEFF}{}", "got byte 0xEF"),
    ])
    func `a request that is wrong says where, what was expected and what came`(json: String, message: String) {
        let error = #expect(throws: AviaryError.self) { try self.decode(json) }
        #expect(error?.description.contains(message) == true, "\(String(describing: error))")
        #expect(error?.code == .invalidArgument || error?.code == .unimplemented)
    }

    @Test func `the position counts bytes, lines and columns`() {
        let error = #expect(throws: AviaryError.self) { try self.decode("{\n  \"inputs\": [\n    x\n  ]\n}") }
        #expect(error?.message.contains("at byte 20 (line 3, column 5)") == true, "\(String(describing: error))")
    }

    @Test(arguments: ["[", "{\"a\":", "[[[[1],"])
    func `a hundred thousand brackets are refused, not followed`(opening: String) {
        let deep = #"{"x":"# + String(repeating: opening, count: 100_000)
        #expect(throws: AviaryError.self) { try self.decode(deep) }
        let data =
            #"{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":"# + String(repeating: "[", count: 100_000)
        #expect(throws: AviaryError.self) { try self.decode(data) }
    }

    @Test func `bytes that are no UTF-8 are refused`() {
        let json =
            Array(#"{"inputs":[{"name":"x","shape":[1],"datatype":"BYTES","data":[""#.utf8) + [0xFF]
            + Array(#""]}]}"#.utf8)
        let error = #expect(throws: AviaryError.self) { try RequestDecoder.decode(json.span.bytes) }
        #expect(error?.message.contains("UTF-8") == true)
    }

    @Test func `binary tensors are slices of the body in the order of the inputs`() throws {
        let json = #"""
            {"inputs":[{"name":"a","shape":[2],"datatype":"UINT16","parameters":{"binary_data_size":4}},
            {"name":"b","shape":[1],"datatype":"FP32","data":[0.5]},
            {"name":"c","shape":[2],"datatype":"BYTES","parameters":{"binary_data_size":9}}]}
            """#
        let request = try self.decode(json, binary: [1, 0, 2, 0, 1, 0, 0, 0, 65, 0, 0, 0, 0])
        #expect(request.inputs[0].tensor.values(as: UInt16.self) == [1, 2])
        #expect(request.inputs[1].tensor.values(as: Float.self) == [0.5])
        #expect(request.inputs[2].tensor.byteStrings() == [[65], []])
        #expect(request.inputs[0].tensor.storage === request.inputs[2].tensor.storage)
    }

    @Test(arguments: [
        (4, [1, 0, 2] as [UInt8], "the body has 3 bytes left"), (4, [1, 0, 2, 0, 9], "1 bytes are left over"),
        (3, [1, 0, 2], "takes 4 bytes, got 3"), (-1, [1, 0, 2, 0], "'binary_data_size' is -1"),
        (9_223_372_036_854_775_807, [1, 0, 2, 0], "the body has 4 bytes left"),
    ])
    func `binary sizes must add up`(size: Int, binary: [UInt8], message: String) {
        let json =
            #"{"inputs":[{"name":"a","shape":[2],"datatype":"UINT16","parameters":{"binary_data_size":\#(size)}}]}"#
        let error = #expect(throws: AviaryError.self) { try self.decode(json, binary: binary) }
        #expect(error?.message.contains(message) == true, "\(String(describing: error))")
    }

    @Test(arguments: [
        ([1, 0, 0] as [UInt8], "begins with 4 bytes"), ([5, 0, 0, 0, 1], "says it has 5 bytes, 1 are left"),
        ([255, 255, 255, 255], "says it has 4294967295 bytes"), ([0, 0, 0, 0, 0, 0, 0, 0], "has 1 elements, got 2"),
    ])
    func `lengths of binary strings must add up`(binary: [UInt8], message: String) {
        let json =
            #"{"inputs":[{"name":"a","shape":[1],"datatype":"BYTES","parameters":{"binary_data_size":\#(binary.count)}}]}"#
        let error = #expect(throws: AviaryError.self) { try self.decode(json, binary: binary) }
        #expect(error?.message.contains(message) == true, "\(String(describing: error))")
    }

    @Test(arguments: 0..<300 as Range<UInt64>)
    func `a request with any bytes changed is decoded or refused, never fatal`(seed: UInt64) {
        var random = Seeded(seed: seed)
        var json = Array(
            #"{"id":"a","parameters":{"t":1},"inputs":[{"name":"x","shape":[2,2],"datatype":"FP32","data":[[1.5,-2e3],[3,4]]},{"name":"s","shape":[1],"datatype":"BYTES","data":["\u00e9"]}]}"#
                .utf8
        )
        for _ in 0..<40 {
            let index = Int.random(in: 0..<json.count, using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: json[index] = UInt8.random(in: 0...255, using: &random)
            case 1: json.remove(at: index)
            default: json.insert(json[Int.random(in: 0..<json.count, using: &random)], at: index)
            }
            _ = try? RequestDecoder.decode(json.span.bytes)
        }
    }
}
