import AviaryCore
import AviaryServer
import Testing

/// What a version says, held against what is right.
struct LabelCheckTests {
    private static func isWrong(
        _ tensor: Tensor,
        _ labels: String,
        names: [String] = []
    ) throws -> Bool? {
        let json = #"{"request": {"inputs": []}, "labels": {"y": \#(labels)}}"#
        let record = try RecordedRequest.decode(Array(json.utf8).span.bytes)
        return try LabelCheck(record.labels, names: ["y": names]).isWrong([NamedTensor(name: "y", tensor: tensor)])
    }

    @Test func `whole numbers are classes, by number or by name`() throws {
        let classes = try Tensor([Int64(2), 0])
        #expect(try Self.isWrong(classes, "[2, 0]") == false)
        #expect(try Self.isWrong(classes, #"[2.0, "no"]"#, names: ["no", "yes"]) == false)
        #expect(try Self.isWrong(classes, "[2, 1]") == true)
        #expect(try Self.isWrong(classes, #"["no", "no"]"#, names: ["no", "yes"]) == true)
    }

    @Test func `of scores the greatest of each row counts`() throws {
        let scores = try Tensor([Float(0.1), 0.9, 3, -4], shape: [2, 2])
        #expect(try Self.isWrong(scores, "[1, 0]") == false)
        #expect(try Self.isWrong(scores, #"["yes", "no"]"#, names: ["no", "yes"]) == false)
        #expect(try Self.isWrong(scores, "[1, 1]") == true)
    }

    @Test func `texts and truth values are compared as they are written`() throws {
        #expect(try Self.isWrong(try Tensor(strings: ["cat"]), #""cat""#) == false)
        #expect(try Self.isWrong(try Tensor(strings: ["cat"]), #""Cat""#) == true)
        #expect(try Self.isWrong(try Tensor([true, false]), "[true, 0]") == false)
        #expect(try Self.isWrong(try Tensor([true, false]), "[true, true]") == true)
    }

    @Test func `what cannot be compared is an error, and no labels are no verdict`() throws {
        #expect(throws: AviaryError.self) { try Self.isWrong(try Tensor([Float(1)]), "1") }
        #expect(throws: AviaryError.self) { try Self.isWrong(try Tensor([Int64(1), 2]), "1") }
        #expect(throws: AviaryError.self) { try Self.isWrong(try Tensor([Int64(1)]), "null") }
        #expect(try LabelCheck([], names: [:]).isWrong([]) == nil)
    }
}
