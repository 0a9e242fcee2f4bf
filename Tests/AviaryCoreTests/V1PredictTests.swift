import AviaryCore
import Testing

/// The V1 protocol's rows and columns.
struct V1PredictTests {
    private static let one = Signature(
        inputs: [TensorSignature(name: "x", dataType: .float32, dimensions: [.free(symbol: nil), .fixed(2)])],
        outputs: []
    )
    private static let two = Signature(
        inputs: [
            TensorSignature(name: "a", dataType: .int64, dimensions: [.free(symbol: nil)]),
            TensorSignature(name: "s", dataType: .bytes, dimensions: [.free(symbol: nil)]),
        ],
        outputs: []
    )

    private func decode(_ json: String, _ signature: Signature) throws -> InferenceRequest {
        try V1Predict.decode(Array(json.utf8).span.bytes, for: signature).request
    }

    @Test(arguments: [
        #"{"instances":[[1,2],[3,4]]}"#, #"{"instances":[{"x":[1,2]},{"x":[3,4]}]}"#, #"{"inputs":[[1,2],[3,4]]}"#,
        #"{"inputs":{"x":[[1,2],[3,4]]},"signature_name":"d"}"#,
    ])
    func `one input comes in any of the forms`(json: String) throws {
        let tensor = try self.decode(json, Self.one).inputs[0].tensor
        #expect(tensor.shape == [2, 2])
        #expect(tensor.values(as: Float.self) == [1, 2, 3, 4])
    }

    @Test func `several inputs come as objects, bytes in base64`() throws {
        let request = try self.decode(
            #"{"instances":[{"a":9007199254740993,"s":"t"},{"a":2,"s":{"b64":"AAE="}}]}"#,
            Self.two
        )
        #expect(request.inputs[0].tensor.values(as: Int64.self) == [9_007_199_254_740_993, 2])
        #expect(request.inputs[1].tensor.byteStrings() == [[116], [0, 1]])
    }

    @Test(arguments: [
        (#"{"instances":[[1,2],[3]]}"#, "rows differ in shape"), (#"{"instances":[]}"#, "no rows"),
        (#"{"instances":7}"#, "is an array"), (#"{}"#, "expected {\"instances\""),
        (#"{"instances":[1],"inputs":[1]}"#, "one of the two"), (#"{"inputs":{"z":[1]}}"#, "unknown input 'z'"),
        (#"{"instances":[["a","b"]]}"#, "expected a number"), (#"{"a":1,"a":2}"#, "occurs twice"),
    ])
    func `a request that is wrong says what was expected`(json: String, message: String) {
        let error = #expect(throws: AviaryError.self) { try self.decode(json, Self.one) }
        #expect(error?.message.contains(message) == true, "\(String(describing: error))")
    }

    @Test(arguments: [#"{"instances":[["a",2]]}"#, #"{"inputs":[[300000000000000000000000000000000000000000,1]]}"#])
    func `an element that does not fit is not called malformed JSON at some other place`(json: String) {
        let error = #expect(throws: AviaryError.self) { try self.decode(json, Self.one) }
        #expect(error?.message.hasPrefix("input 'x': ") == true)
        #expect(error?.message.contains("at byte") == false, "\(String(describing: error))")
    }

    @Test func `replies are rows, and objects when there are several outputs`() throws {
        let y = NamedTensor(name: "y", tensor: try Tensor([1, 2, 3, 4] as [Float], shape: [2, 2]))
        let s = NamedTensor(name: "s", tensor: try Tensor(strings: ["a", "b"]))
        func text(_ outputs: [NamedTensor], _ form: V1Predict.Form) throws -> String {
            let reply = InferenceResponse(modelName: "m", modelVersion: "1", outputs: outputs)
            return String(decoding: try V1Predict.encode(reply, as: form), as: UTF8.self)
        }
        #expect(try text([y], .rows) == #"{"predictions":[[1.0,2.0],[3.0,4.0]]}"#)
        #expect(try text([y, s], .rows) == #"{"predictions":[{"y":[1.0,2.0],"s":"a"},{"y":[3.0,4.0],"s":"b"}]}"#)
        #expect(try text([y], .columns) == #"{"outputs":[[1.0,2.0],[3.0,4.0]]}"#)
        #expect(try text([y, s], .columns) == #"{"outputs":{"y":[[1.0,2.0],[3.0,4.0]],"s":["a","b"]}}"#)
    }
}
