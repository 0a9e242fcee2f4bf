import AviaryCore
import AviaryTables
import Testing

struct TableRowsTests {
    private static func rows(
        _ name: String,
        _ text: String,
        _ wanted: [String],
        block: Int = 1 << 20
    ) throws -> [TableRow] {
        let scratch = try ScratchFile(name, text)
        var options = TableOptions()
        options.blockSize = block
        var rows: [TableRow] = []
        try TableFile(path: scratch.path, options: options).rows(wanted) { rows.append($0) }
        return rows
    }

    @Test func `rows come with their lines, in the wanted order, and ragged ones are told`() throws {
        let text = "id,note,label\n1,\"two\nlines, one \"\"field\"\"\",a\n2,x\n\n3,x,b,c\n4,x,\n5,x,e"
        for block in [8, 16, 1 << 20] {
            let rows = try Self.rows("labels.csv", text, ["label", "id", "note"], block: block)
            #expect(rows.map(\.line) == [2, 4, 6, 7, 8])
            #expect(
                rows.map(\.values) == [
                    ["a", "1", "two\nlines, one \"field\""], [], [], [nil, "4", "x"], ["e", "5", "x"],
                ]
            )
            #expect(
                rows.compactMap(\.problem) == [
                    "the row has 2 fields, the header has 3", "the row has 4 fields, the header has 3",
                ]
            )
        }
    }

    @Test func `JSON lines give text as it is, and all else as JSON`() throws {
        let text = "{\"id\": \"a\", \"label\": 2.50}\n\n{\"label\": [1, {\"x\": null}], \"id\": true}\n{\"id\": null}\n"
        let rows = try Self.rows("labels.jsonl", text, ["id", "label"], block: 16)
        #expect(rows.map(\.line) == [1, 3, 4])
        #expect(rows.map(\.values) == [["a", "2.50"], ["true", "[1,{\"x\":null}]"], [nil, nil]])
    }

    @Test func `a column that is not there, and a quote that stays open, are told with what is there`() throws {
        let missing = #expect(throws: AviaryError.self) {
            try Self.rows("labels.csv", "id,truth\n1,2\n", ["id", "label"])
        }
        #expect(missing?.message.contains("no column 'label'; it has 'id', 'truth'") == true)
        let open = #expect(throws: AviaryError.self) {
            try Self.rows("labels.csv", "id,label\n1,a\n2,\"b\n", ["id", "label"])
        }
        #expect(open?.message.contains("line 3") == true)
    }
}
