import AviaryCore
import AviaryServing
import Testing

/// What a version's outputs say of it.
struct OutputMeasuresTests {
    private static func measures(
        _ tensors: (name: String, tensor: Tensor)...,
        labels: [String: [String]] = [:]
    ) -> OutputMeasures {
        OutputMeasures(outputs: tensors.map { NamedTensor(name: $0.name, tensor: $0.tensor) }, labels: labels)
    }

    private static let probabilities = ["FP32", "FP64", "FP16", "BF16"]

    private static func row(_ type: String, _ values: [Double], rows: Int = 1) throws -> Tensor {
        let shape = try Shape([rows, values.count / rows])
        switch type {
        case "FP32": return try Tensor(values.map { Float($0) }, shape: shape)
        case "FP64": return try Tensor(values, shape: shape)
        case "FP16": return try Self.halves(.float16, values.map { Float16($0).bitPattern }, shape)
        default: return try Self.halves(.bfloat16, values.map { UInt16(Float($0).bitPattern >> 16) }, shape)
        }
    }

    private static func halves(_ type: DataType, _ bits: [UInt16], _ shape: Shape) throws -> Tensor {
        try Tensor(type, shape: shape, storage: Tensor(bits).storage)
    }

    @Test(arguments: Self.probabilities)
    func `confidence and class are those of the first row's greatest probability`(type: String) throws {
        let tensor = try Self.row(type, [0.25, 0.5, 0.25, 1, 0, 0], rows: 2)
        let plain = Self.measures(("p", tensor))
        #expect(plain.confidence == 0.5 && plain.label == "1" && !plain.isEmpty)
        #expect(Self.measures(("p", tensor), labels: ["p": ["a", "b"]]).label == "b")
        // Names that do not reach so far leave the index.
        #expect(Self.measures(("p", tensor), labels: ["p": ["a"], "q": ["x", "y"]]).label == "1")
    }

    @Test(arguments: [[0.5, 0.4], [1.5, -0.5], [0.7, 0.7], [1]])
    func `what does not make 1 is no row of probabilities`(values: [Double]) throws {
        let measures = Self.measures(("scores", try Self.row("FP32", values)))
        #expect(measures.confidence == nil && measures.label == nil && !measures.isEmpty)
    }

    @Test func `one probability a row is that of class 1, where the name says so`() throws {
        let tensor = try Tensor([Float(0.1), 0.9], shape: [2, 1])
        #expect(Self.measures(("score", tensor)).confidence == nil)
        let measures = Self.measures(("Probability", tensor), labels: ["Probability": ["no", "yes"]])
        #expect(measures.confidence == 1 - Double(Float(0.1)) && measures.label == "no")
        #expect(Self.measures(("prob", try Tensor([Float(1.5)]))).confidence == nil)
    }

    @Test func `an output of classes goes before the index, and behind its name`() throws {
        let classes = try Tensor([Int64(7), 8])
        let probabilities = try Self.row("FP32", [0.75, 0.25])
        #expect(Self.measures(("label", classes), ("p", probabilities)).label == "7")
        #expect(Self.measures(("p", probabilities), ("label", classes), labels: ["p": ["x"]]).label == "x")
        let names = ["label": (0..<8).map { "class \($0)" }]
        #expect(Self.measures(("label", classes), ("p", probabilities), labels: names).label == "class 7")
        #expect(Self.measures(("label", try Tensor([Int32(-1)])), labels: names).label == "-1")
        #expect(Self.measures(("flag", try Tensor([true], shape: [1, 1]))).label == "1")
        // Several elements a row are no class.
        #expect(Self.measures(("tokens", try Tensor([Int64(7), 8], shape: [1, 2]))).label == nil)
    }

    @Test func `a label has 64 characters at most, whatever the bytes are`() throws {
        #expect(Self.measures(("text", try Tensor(strings: ["cat", "dog"]))).label == "cat")
        let long = Self.measures(("text", try Tensor(strings: [String(repeating: "é", count: 1000)])))
        #expect(long.label == String(repeating: "é", count: 64))
        let odd = Self.measures(("text", try Tensor(byteStrings: [[0xFF, 0x41]])))
        #expect(odd.label == "\u{FFFD}A")
        let name = String(repeating: "n", count: 100)
        let named = Self.measures(("p", try Self.row("FP32", [1, 0])), labels: ["p": [name]])
        #expect(named.label == String(name.prefix(64)))
    }

    @Test(arguments: Self.probabilities, [Double.nan, .infinity, -.infinity])
    func `a number that is not finite makes an output empty, wherever it stands`(type: String, value: Double) throws {
        for count in [1, 3, 200] {
            var values = [Double](repeating: 0.5, count: count)
            #expect(!Self.measures(("y", try Self.row(type, values))).isEmpty)
            values[count - 1] = value
            let fine = ("x", try Tensor([Float(1)]))
            #expect(Self.measures(fine, ("y", try Self.row(type, values)), fine).isEmpty)
        }
    }

    @Test func `nothing and strings without a byte are empty`() throws {
        #expect(Self.measures(("y", try Tensor([Float](), shape: [0, 3]))).isEmpty)
        #expect(Self.measures(("y", try Tensor(strings: ["", ""]))).isEmpty)
        #expect(!Self.measures(("y", try Tensor(strings: ["", "a"]))).isEmpty)
        #expect(!Self.measures(("y", try Tensor([Int32.max]))).isEmpty)
        #expect(!Self.measures().isEmpty)
    }
}
