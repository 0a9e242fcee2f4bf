import AviaryCore
import Testing

/// Replies as JSON and as binary tensors.
struct ResponseEncoderTests {
    private func response(_ outputs: NamedTensor...) -> InferenceResponse {
        InferenceResponse(modelName: "iris", modelVersion: "2", id: "a\"b", outputs: outputs)
    }

    @Test func `a reply has name, version, id and flat data`() throws {
        let text = try encoded(
            self.response(
                NamedTensor(name: "y", tensor: try Tensor([0.1, -2, 1e20] as [Float], shape: [1, 3])),
                NamedTensor(name: "s", tensor: try Tensor(strings: ["a\n\u{1}é", ""])),
                NamedTensor(name: "b", tensor: try Tensor([true, false]))
            )
        )
        #expect(
            text == #"{"model_name":"iris","model_version":"2","id":"a\"b","outputs":["#
                + #"{"name":"y","datatype":"FP32","shape":[1,3],"data":[0.1,-2.0,1e+20]},"#
                + #"{"name":"s","datatype":"BYTES","shape":[2],"data":["a\n\u0001é",""]},"#
                + #"{"name":"b","datatype":"BOOL","shape":[2],"data":[true,false]}]}"#
        )
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity])
    func `numbers that JSON lacks are refused with the way out`(number: Float) throws {
        let reply = self.response(NamedTensor(name: "y", tensor: try Tensor([number])))
        let error = #expect(throws: AviaryError.self) { try encoded(reply) }
        #expect(error?.description.contains("output 'y'") == true)
        #expect(error?.remedy?.contains("'binary_data': true") == true)
    }

    @Test func `bytes that are no UTF-8 are refused in JSON`() throws {
        let reply = self.response(NamedTensor(name: "y", tensor: try Tensor(byteStrings: [[0xFF]])))
        #expect(throws: AviaryError.self) { try encoded(reply) }
    }

    @Test(arguments: [
        (nil as Bool?, false, false), (nil, true, true), (true, false, true), (false, true, false), (true, true, true),
    ])
    func `the output's wish comes before the request's`(output: Bool?, request: Bool, isBinary: Bool) throws {
        var asked = InferenceRequest(parameters: ["binary_data_output": .bool(request)])
        if let output { asked.outputs = [RequestedOutput(name: "y", parameters: ["binary_data": .bool(output)])] }
        let reply = self.response(NamedTensor(name: "y", tensor: try Tensor([1, 2] as [Int64])))
        let encoder = ResponseEncoder(reply, for: asked)
        #expect(encoder.binaryTensors.byteCount == (isBinary ? 16 : 0))
    }

    @Test func `extreme elements fit in the bound`() throws {
        let outputs = [
            try Tensor([Float](repeating: -Float.leastNormalMagnitude, count: 50)),
            try Tensor([Double](repeating: -Double.leastNormalMagnitude.nextUp, count: 50)),
            try Tensor([Int64](repeating: .min, count: 50)), try Tensor([UInt64](repeating: .max, count: 50)),
            try Tensor([Int32](repeating: .min, count: 50)), try Tensor([Int16](repeating: .min, count: 50)),
            try Tensor([Int8](repeating: .min, count: 50)), try Tensor([Bool](repeating: false, count: 50)),
            try Tensor(strings: [String](repeating: "\u{1}", count: 50)),
        ]
        let reply = InferenceResponse(
            modelName: "\u{1}",
            modelVersion: "\u{2}",
            outputs: outputs.map { NamedTensor(name: "\u{3}", tensor: $0) }
        )
        #expect(try !encoded(reply).isEmpty)
    }
}
