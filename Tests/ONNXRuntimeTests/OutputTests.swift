import AviaryCore
import Testing

@testable import ONNXRuntime

@Suite struct OutputTests {
    private let scores = [0.1, 0.7, 0.2, 0.5, 0.3, 0.2] as [Float]

    @Test func `a sequence of maps is raw what the model declares`() throws {
        let session = try Fixture.session("zipmap-int")
        #expect(session.outputs.map(\.type.description) == ["tensor(int64)", "sequence(map(int64, tensor(float)))"])
        let outputs = try session.run([try Tensor(scores, shape: [2, 3])], outputs: [1, 0])
        guard case .sequence(let rows) = outputs[0], case .map(let keys, let values) = rows[1] else {
            Issue.record("a sequence of maps was expected, got \(outputs[0])")
            return
        }
        #expect(rows.count == 2)
        #expect(keys.values(as: Int64.self) == [10, 20, 30])
        #expect(values.values(as: Float.self) == [0.5, 0.3, 0.2])
        #expect(outputs[1].tensor?.values(as: Int64.self) == [1, 0])
    }

    @Test func `a classifier's maps are served as a table and its keys`() throws {
        let session = try Fixture.session("zipmap-int")
        #expect(session.signature.outputs.map(\.name) == ["label", "probability", "probability.keys"])
        #expect(session.signature.outputs.map(\.dataType) == [.int64, .float32, .int64])
        #expect(session.signature.outputs.map(\.protocolShape) == [[-1], [-1, -1], [-1]])
        let outputs = try session.predict([try Tensor(scores, shape: [2, 3])], outputs: [2, 1, 0])
        #expect(outputs[0].values(as: Int64.self) == [10, 20, 30])
        #expect(outputs[1].shape == [2, 3])
        #expect(outputs[1].values(as: Float.self) == scores)
        #expect(outputs[2].values(as: Int64.self) == [1, 0])
    }

    @Test func `keys that are strings are sorted by the runtime, and the values with them`() throws {
        let session = try Fixture.session("zipmap-string")
        let outputs = try session.predict([try Tensor(scores, shape: [2, 3])], outputs: [1, 2])
        #expect(outputs[1].byteStrings() == ["blue", "green", "red"].map { Array($0.utf8) })
        #expect(outputs[0].values(as: Float.self) == [0.2, 0.7, 0.1, 0.2, 0.3, 0.5])
    }

    @Test func `no rows give a table without rows`() throws {
        let session = try Fixture.session("zipmap-string")
        let outputs = try session.predict([try Tensor([] as [Float], shape: [0, 3])], outputs: [1, 2])
        #expect(outputs[0].dataType == .float32)
        #expect(outputs[0].shape == [0, 0])
        #expect(outputs[1].dataType == .bytes)
        #expect(outputs[1].shape == [0])
    }

    @Test func `maps with different keys are an error that names the row`() throws {
        let served = try #require(try Fixture.session("zipmap-int").servedOutputs.dropFirst().first)
        let value = try Tensor([0.5] as [Float])
        let rows = try [1, 1, 2].map { Output.map(keys: try Tensor([Int64($0)]), values: value) }
        #expect(failure { try served.tensor(from: .sequence(rows)) }?.message.contains("row 2 differs") == true)
        #expect(failure { try served.tensor(from: .tensor(value)) }?.code == .fail)
    }

    @Test func `tensors of one shape are served one on another`() throws {
        let session = try Fixture.session("sequence")
        #expect(session.outputs[0].type.description == "sequence(tensor(float))")
        let output = try session.predict([try Tensor([1, 2, 3, 4] as [Float])], outputs: [0])[0]
        #expect(output.shape == [2, 2])
        #expect(output.values(as: Float.self) == [1, 2, 3, 4])
        let error = failure { try session.predict([try Tensor([1, 2, 3] as [Float])], outputs: [0]) }
        let expected = "output 'y': tensors of different shapes are not served, number 1 is [1], number 0 [2]"
        #expect(error?.message == expected)
    }

    @Test func `sequences of strings are served as well`() throws {
        let session = try Fixture.session("sequence-strings")
        let inputs = [try Tensor(strings: ["a", ""]), try Tensor(strings: ["b\0", "c"])]
        let output = try session.predict(inputs, outputs: [0])[0]
        #expect(output.shape == [2, 2])
        #expect(output.byteStrings() == ["a", "", "b\0", "c"].map { Array($0.utf8) })
    }

    @Test func `an empty sequence is an empty tensor`() throws {
        let output = try Fixture.session("sequence-empty").predict([], outputs: [0])[0]
        #expect(output.dataType == .float32)
        #expect(output.shape.elementCount == 0)
        #expect(output.shape.dimensions.first == 0)
    }

    @Test func `an optional output is served when it is there, and named when it is not`() throws {
        let session = try Fixture.session("optional")
        #expect(session.outputs[0].type.description == "optional(tensor(float))")
        let outputs = try session.predict([try Tensor([1, 2] as [Float])], outputs: [0])
        #expect(outputs[0].values(as: Float.self) == [1, 2])
        let absent = try Fixture.session("optional-absent")
        #expect(failure { try absent.predict([], outputs: [0]) }?.message.contains("no value for") == true)
    }

    @Test(arguments: [
        ("float8", "output 'y' has the type tensor(float8e4m3fn)"),
        ("sequence-input", "input 'x' has the type sequence(tensor(float))"),
        ("zipmap-clash", "two outputs would be served as 'probability.keys'"),
    ])
    func `what the protocol cannot carry is refused when the model is loaded`(model: String, reason: String) {
        let error = failure { try Fixture.session(model) }
        #expect(error?.code == .unsupportedType)
        #expect(error?.message.hasPrefix(reason) == true, "\(String(describing: error))")
    }
}
