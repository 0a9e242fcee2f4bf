// swift-format-ignore-file: NeverUseForceTry
// A fixture that cannot be made is a failed test.

import AviaryCore
import AviaryServing
import Testing

/// Requests against a model's signature, routes, and what is made of outputs.
struct RequestCheckTests {
    private let signature = Signature(
        inputs: [
            TensorSignature(name: "a", dataType: .float32, dimensions: [.free(symbol: "n"), .fixed(2)]),
            TensorSignature(name: "b", dataType: .int64, dimensions: [.free(symbol: "n")]),
        ],
        outputs: [TensorSignature(name: "y", dataType: .float32, dimensions: nil)]
    )
    private let a = NamedTensor(name: "a", tensor: try! Tensor([1, 2] as [Float], shape: [1, 2]))
    private let b = NamedTensor(name: "b", tensor: try! Tensor([1] as [Int64]))

    @Test func `inputs are put into the model's order`() throws {
        let tensors = try self.signature.arrange([self.b, self.a])
        #expect(tensors.map(\.dataType) == [.float32, .int64])
    }

    @Test func `what does not fit is named with what was expected`() throws {
        let c = NamedTensor(name: "c", tensor: self.b.tensor)
        let typed = NamedTensor(name: "b", tensor: try Tensor([1] as [Int32]))
        let shaped = NamedTensor(name: "a", tensor: try Tensor([1, 2, 3] as [Float], shape: [1, 3]))
        let ranked = NamedTensor(name: "a", tensor: try Tensor([1, 2] as [Float]))
        let longer = NamedTensor(name: "b", tensor: try Tensor([1, 2] as [Int64]))
        let cases: [([NamedTensor], String)] = [
            ([self.a], "input 'b' is missing; the model takes 'a', 'b'"),
            ([self.a, self.b, c], "unknown input 'c'"), ([self.a, self.b, self.b], "input 'b' came twice"),
            ([self.a, typed], "input 'b': expected datatype INT64, got INT32"),
            ([shaped, self.b], "input 'a': expected shape [-1, 2], got [1, 3]"),
            ([ranked, self.b], "input 'a': expected shape [-1, 2], got [2]"),
            ([self.a, longer], "dimension 'n' is 1 in input 'a' and 2 in input 'b'"),
        ]
        for (inputs, message) in cases {
            let error = #expect(throws: AviaryError.self) { try self.signature.arrange(inputs) }
            #expect(error?.message.contains(message) == true, "\(String(describing: error))")
        }
    }

    @Test func `outputs are all, or those that are named once`() throws {
        #expect(try self.signature.indices(of: []) == [0])
        for names in [["z"], ["y", "y"]] {
            #expect(throws: AviaryError.self) {
                try self.signature.indices(of: names.map { RequestedOutput(name: $0) })
            }
        }
    }

    @Test func `the best classes come first, ties by index, with labels`() throws {
        let scores = try Tensor([0.1, 0.7, 0.2, 0.5, 0.5, 0] as [Float], shape: [2, 3])
        let top = try Classification.top(2, of: scores, labels: ["cat", "dog"])
        #expect(top.shape == [2, 2])
        let strings = top.byteStrings().map { String(decoding: $0, as: UTF8.self) }
        #expect(strings == ["0.7:1:dog", "0.2:2", "0.5:0:cat", "0.5:1:dog"])
    }

    @Test func `a body without JSON is the model's one input`() throws {
        let one = Signature(
            inputs: [TensorSignature(name: "x", dataType: .float32, dimensions: [.free(symbol: nil), .fixed(2)])],
            outputs: []
        )
        let bytes = [UInt8](repeating: 0, count: 24)
        let request = try InferenceRequest.raw(bytes.span.bytes, for: one)
        #expect(request.inputs[0].tensor.shape == [3, 2])
        #expect(request.parameters["binary_data_output"] == .bool(true))
        #expect(throws: AviaryError.self) { try InferenceRequest.raw(bytes.span.bytes.extracting(0..<7), for: one) }
        #expect(throws: AviaryError.self) { try InferenceRequest.raw(bytes.span.bytes, for: self.signature) }
    }

    @Test func `a run's cost is known from its size or a larger one`() {
        var cost = RunCost()
        #expect(!cost.isInline(byteCount: 8))
        cost.record(byteCount: 1000, nanoseconds: 5000)
        #expect(cost.isInline(byteCount: 1000))
        #expect(cost.isInline(byteCount: 8), "a smaller request costs no more")
        #expect(!cost.isInline(byteCount: 100_000), "a larger one may")
        cost.record(byteCount: 1000, nanoseconds: 50_000_000)
        #expect(cost.isInline(byteCount: 1000), "a run that was interrupted says nothing of the model")
        for run in 0..<10_000 { cost.record(byteCount: 1000, nanoseconds: run % 4 == 0 ? 5000 : 2_000_000) }
        #expect(cost.isInline(byteCount: 1000), "nor do many, as long as some are quick")
        for _ in 0..<1000 { cost.record(byteCount: 1000, nanoseconds: 2_000_000) }
        #expect(!cost.isInline(byteCount: 1000), "a model that has become slow is noticed")
        for _ in 0..<40 { cost.record(byteCount: 1000, nanoseconds: 5000) }
        #expect(cost.isInline(byteCount: 1000), "and one that has become quick, at once")
        cost.record(byteCount: 1000, nanoseconds: 150_000_000)
        #expect(!cost.isInline(byteCount: 1000), "what nothing but the model explains is believed")
    }
}
