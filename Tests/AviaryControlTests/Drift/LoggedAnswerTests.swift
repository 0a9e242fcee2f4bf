import AviaryControl
import AviaryCore
import Testing

struct LoggedAnswerTests {
    private static func outputs(_ text: String) throws -> JSONValue {
        let bytes = Array(text.utf8)
        return try JSONValue(parsing: bytes.span.bytes)
    }

    private static let classifier = """
        [{"name": "probabilities", "datatype": "FP32", "shape": [1, 3], "data": [0.1, 0.7, 0.2]},
         {"name": "probabilities.keys", "datatype": "INT64", "shape": [3], "data": [1, 2, 3]},
         {"name": "label", "datatype": "INT64", "shape": [1], "data": [3]}]
        """

    @Test func `the output that is one class is the answer, and scores have the names beside them`() throws {
        let outputs = try Self.outputs(Self.classifier)
        #expect(LoggedAnswer(outputs: outputs) == .category(["3"]))
        #expect(LoggedAnswer(outputs: outputs, .init(output: "probabilities")) == .category(["2"]))
        #expect(LoggedAnswer(outputs: outputs, .init(output: "lable")) == nil)
        #expect(LoggedAnswer(outputs: outputs, .init(output: "label", isNumber: true)) == .number(3))
    }

    @Test func `one number is a number, and scores without names are called by their places`() throws {
        let number = try Self.outputs(#"[{"name": "y", "datatype": "FP32", "shape": [1, 1], "data": [2.5]}]"#)
        #expect(LoggedAnswer(outputs: number) == .number(2.5))
        let scores = try Self.outputs(#"[{"name": "y", "datatype": "FP32", "shape": [1, 2], "data": [-1, 4]}]"#)
        #expect(LoggedAnswer(outputs: scores) == .category(["1"]))
        let flag = try Self.outputs(#"[{"name": "y", "datatype": "BOOL", "shape": [1], "data": [true]}]"#)
        #expect(LoggedAnswer(outputs: flag)?.error(label: "1") == 0)
    }

    @Test(arguments: [
        "null", "[]", #"[{"name": "y", "datatype": "FP32", "shape": [2, 2], "data": [1, 2, 3, 4]}]"#,
        #"[{"name": "y", "datatype": "INT64", "shape": [2], "data": [1, 2]}]"#,
        #"[{"name": "y", "datatype": "FP32", "shape": [1, 2], "data": [1, null]}]"#,
        #"[{"name": "y", "datatype": "FP32", "shape": [1], "data": []}]"#,
        #"[{"name": "y", "datatype": "FP32", "shape": [1]}]"#,
    ])
    func `what is no answer to one row is none`(text: String) throws {
        #expect(LoggedAnswer(outputs: try Self.outputs(text)) == nil)
    }

    @Test func `a class is right by any of its words, and a number by how near it is`() {
        #expect(LoggedAnswer.category(["2"]).error(label: "2.0") == 0)
        #expect(LoggedAnswer.category(["cat"]).error(label: "dog") == 1)
        #expect(LoggedAnswer.number(2).error(label: "3.5") == 1.5)
        #expect(LoggedAnswer.number(2).error(label: "inf") == nil)
    }
}
