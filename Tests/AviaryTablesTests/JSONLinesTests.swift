import AviaryCore
import AviaryTables
import Testing

struct JSONLinesTests {
    private func table(_ text: String) throws -> WholeTable { try WholeTable(ScratchFile("t.jsonl", text)) }

    @Test func `members are columns, and what is not there is missing`() throws {
        let table = try self.table(
            "{\"a\": 1, \"b\": \"x\"}\n\n{\"b\": \"12\", \"a\": null}\r\n{\"c\": true, \"a\": 1e400}\n"
        )
        #expect(table.rows == 3)
        #expect(table.columns["a"] == ["1.0", "-", "inf"])
        #expect(table.columns["b"] == ["12=1", "x=1", "missing=1"])
        #expect(table.columns["c"] == ["true=1", "missing=2"])
    }

    @Test(arguments: [
        ("", "is empty"), ("[1]\n", "line 1: expected '{'"), ("{\"a\": 1}\n{\"a\": }\n", "line 2"),
        ("{\"a\": 1}\n{\"a\": [1]}\n", "line 2, column 'a': a value is a number"),
        ("{\"a\": 1}\n{\"a\": 1, \"a\": 2}\n", "line 2, column 'a': the member occurs twice"),
        ("{\"a\": 1}\n{\"a\": 1} x\n", "line 2: expected the end"),
    ])
    func `bad input is refused with its place`(text: String, words: String) throws {
        let error = try #require(throws: AviaryError.self) { try self.table(text) }
        #expect(error.message.contains(words), "\(error)")
    }

    @Test func `a member that the first rows lack is told`() throws {
        let text = String(repeating: "{\"a\": 1}\n", count: 120_000) + "{\"b\": 1}\n"
        let error = try #require(throws: AviaryError.self) { try self.table(text) }
        #expect(error.message.contains("line 120001, column 'b': the first rows have no such member"), "\(error)")
    }
}
