import AviaryControl
import AviaryCore
import AviaryTesting
import Testing

struct ExpectedAccuracyTests {
    private static func scores(_ probability: Double, keys: String = "[1, 2]") throws -> LoggedScores? {
        let text = """
            [{"name": "p", "datatype": "FP32", "shape": [1, 2], "data": [\(1 - probability), \(probability)]},
             {"name": "p.keys", "datatype": "INT64", "shape": [2], "data": \(keys)}]
            """
        let bytes = Array(text.utf8)
        return LoggedScores(outputs: try JSONValue(parsing: bytes.span.bytes))
    }

    @Test func `probabilities have the names beside them, and what does not sum to 1 is none`() throws {
        let scores = try #require(try Self.scores(0.75))
        #expect(scores.classes == ["1", "2"] && scores.predicted == 1 && scores.probabilities == [0.25, 0.75])
        #expect(scores.place(of: "2.0") == 1 && scores.place(of: "3") == nil)
        let bytes = Array(#"[{"name": "p", "datatype": "FP32", "shape": [1, 2], "data": [0.3, 0.3]}]"#.utf8)
        #expect(LoggedScores(outputs: try JSONValue(parsing: bytes.span.bytes)) == nil)
    }

    /// Predictions whose class is 2 as often as said, and the share that was right.
    private static func add(
        _ count: Int,
        _ range: ClosedRange<Double>,
        labelled: Bool,
        to expected: inout ExpectedAccuracy,
        _ random: inout Seeded
    ) throws -> Double {
        var right = 0
        for _ in 0..<count {
            let probability = Double.random(in: range, using: &random)
            let truth = Double.random(in: 0..<1, using: &random) < probability ? 2 : 1
            let scores = try #require(try Self.scores(probability))
            right += scores.predicted + 1 == truth ? 1 : 0
            expected.add(scores, label: labelled ? "\(truth)" : nil)
        }
        return Double(right) / Double(count)
    }

    @Test(arguments: 0..<5 as Range<UInt64>)
    func `without labels the accuracy is expected nearly as it is, also where inputs get harder`(seed: UInt64) throws {
        var random = Seeded(seed: seed)
        var expected = ExpectedAccuracy(reference: 1500)
        let reference = try Self.add(1500, 0...1, labelled: true, to: &expected, &random)
        #expect(expected.reference == reference && expected.all == nil)
        _ = try Self.add(1500, 0...1, labelled: false, to: &expected, &random)
        let harder = try Self.add(1000, 0.35...0.65, labelled: false, to: &expected, &random)
        expected.end()
        let (least, last) = (try #require(expected.least), try #require(expected.last))
        #expect(last == least && last.count == 1000 && expected.all?.count == 2500)
        #expect((last.value - harder).magnitude < 0.06)
        #expect(last.value < reference - 0.1)
    }

    @Test func `too few labels calibrate nothing, and other classes are passed over`() throws {
        var expected = ExpectedAccuracy(reference: 10)
        for _ in 0..<9 { expected.add(try #require(try Self.scores(0.9)), label: "2") }
        expected.add(try #require(try Self.scores(0.9, keys: "[3, 4]")), label: "3")
        expected.add(try #require(try Self.scores(0.9)), label: "9")
        expected.end()
        #expect(expected.calibrated == 9 && expected.reference == nil && expected.all == nil)
    }
}
