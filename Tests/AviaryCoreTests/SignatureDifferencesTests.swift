import AviaryCore
import Testing

/// Whether a model may take another one's place.
struct SignatureDifferencesTests {
    private static func tensor(
        _ name: String,
        _ type: DataType,
        _ dimensions: [TensorSignature.Dimension]?
    ) -> TensorSignature {
        TensorSignature(name: name, dataType: type, dimensions: dimensions)
    }

    private static func tensor(_ name: String, _ dimensions: [TensorSignature.Dimension]?) -> TensorSignature {
        Self.tensor(name, .float32, dimensions)
    }

    private static let batch = TensorSignature.Dimension.free(symbol: "batch")
    private static let stable = Signature(
        inputs: [tensor("x", [batch, .fixed(4)]), tensor("m", .int64, [batch])],
        outputs: [tensor("y", [batch, .fixed(3)])]
    )

    @Test func `the same, and what is freer or gives more, fits`() {
        #expect(Self.stable.differences(from: Self.stable) == [])
        let freer = Signature(
            inputs: [
                Self.tensor("m", .int64, nil),
                Self.tensor("x", [.free(symbol: "n"), .free(symbol: nil)]),
            ],
            outputs: [Self.tensor("z", .bytes, []), Self.tensor("y", [Self.batch, .fixed(5)])]
        )
        #expect(freer.differences(from: Self.stable) == [])
    }

    @Test func `each tensor that differs is told`() {
        let candidate = Signature(
            inputs: [Self.tensor("x", .float64, [Self.batch, .fixed(4)]), Self.tensor("k", [])],
            outputs: [Self.tensor("y", [Self.batch, .fixed(1), .fixed(3)])]
        )
        #expect(
            candidate.differences(from: Self.stable) == [
                "input 'x': stable takes FP32 [-1, 4], the candidate FP64 [-1, 4]",
                "input 'm': stable takes INT64 [-1], the candidate has no such input",
                "input 'k': the candidate needs FP32 [], stable has no such input",
                "output 'y': stable gives FP32 [-1, 3], the candidate FP32 [-1, 1, 3]",
            ]
        )
        let none = Signature(inputs: Self.stable.inputs, outputs: [])
        #expect(
            none.differences(from: Self.stable) == [
                "output 'y': stable gives FP32 [-1, 3], the candidate has no such output"
            ]
        )
    }

    @Test(
        arguments: [
            ([.fixed(1), .fixed(4)], "FP32 [1, 4]"), ([batch, .fixed(5)], "FP32 [-1, 5]"), ([batch], "FP32 [-1]"),
        ] as [([TensorSignature.Dimension], String)]
    )
    func `a tighter input does not fit`(dimensions: [TensorSignature.Dimension], text: String) {
        let candidate = Signature(
            inputs: [Self.tensor("x", dimensions), Self.stable.inputs[1]],
            outputs: Self.stable.outputs
        )
        let differences = candidate.differences(from: Self.stable)
        #expect(differences == ["input 'x': stable takes FP32 [-1, 4], the candidate \(text)"])
    }

    @Test func `what has any shape may become neither an input of some shape nor an output of any`() {
        let open = Signature(inputs: [Self.tensor("x", nil)], outputs: [Self.tensor("y", nil)])
        let closed = Signature(inputs: [Self.tensor("x", [Self.batch])], outputs: [Self.tensor("y", [Self.batch])])
        #expect(
            closed.differences(from: open) == ["input 'x': stable takes FP32 of any shape, the candidate FP32 [-1]"]
        )
        #expect(
            open.differences(from: closed) == ["output 'y': stable gives FP32 [-1], the candidate FP32 of any shape"]
        )
    }

    @Test func `a tie between dimensions that stable does not have is told`() {
        let apart = Signature(
            inputs: [Self.tensor("x", [.free(symbol: "a")]), Self.tensor("m", [.free(symbol: nil)])],
            outputs: []
        )
        let tied = Signature(inputs: [Self.tensor("x", [Self.batch]), Self.tensor("m", [Self.batch])], outputs: [])
        #expect(
            tied.differences(from: apart) == [
                "input 'm': the candidate wants 'batch' as long as in input 'x', stable does not"
            ]
        )
        #expect(apart.differences(from: tied) == [])
        let fixed = Signature(inputs: [Self.tensor("x", [.fixed(2)]), Self.tensor("m", [.fixed(2)])], outputs: [])
        #expect(tied.differences(from: fixed) == [])
    }
}
