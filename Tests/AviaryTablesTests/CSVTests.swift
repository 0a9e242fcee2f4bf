import AviaryCore
import AviaryTables
import AviaryTesting
import Testing

struct CSVTests {
    private func table(_ text: String, options: TableOptions = TableOptions()) throws -> WholeTable {
        try WholeTable(ScratchFile("t.csv", text), options: options)
    }

    @Test func `numbers and words are told apart, and missing values by pandas' words`() throws {
        let table = try self.table("a,b,c\n1,x,\n-2.5e3,NA,null\n,y,NaN\n 7 ,x,+.5\n")
        #expect(table.rows == 4)
        #expect(table.columns["a"] == ["1.0", "-2500.0", "-", "7.0"])
        #expect(table.columns["b"] == ["x=2", "y=1", "missing=1"])
        #expect(table.columns["c"] == ["-", "-", "-", "0.5"])
    }

    @Test func `quotes hold separators, quotes and line feeds`() throws {
        let table = try self.table("\"a,1\",b\r\n\"x, \"\"y\"\"\",1\r\n\"two\nlines\",\"2\"\r\n")
        #expect(table.columns["a,1"] == ["two\nlines=1", "x, \"y\"=1", "missing=0"])
        #expect(table.columns["b"] == ["1.0", "2.0"])
    }

    @Test(arguments: [",", ";", "\t", "|"])
    func `the separator is found`(separator: String) throws {
        let rows = (0..<9).map { "\($0)\(separator)\"p,q;r\"\(separator)3.5" }
        let table = try self.table(
            (["a", "b", "c"].joined(separator: separator) + "\n") + rows.joined(separator: "\n")
        )
        #expect(table.rows == 9)
        #expect(table.columns["b"] == ["p,q;r=9", "missing=0"])
    }

    @Test func `a mark of UTF-8, blank lines and a last line without its end do no harm`() throws {
        let table = try self.table("\u{FEFF}a,b\n\n1,2\n\r\n3,4")
        #expect(table.columns == ["a": ["1.0", "3.0"], "b": ["2.0", "4.0"]])
    }

    @Test func `in a table of one column a blank line is a missing value`() throws {
        #expect(try self.table("a\n1\n\n3\n").columns["a"] == ["1.0", "-", "3.0"])
    }

    @Test func `a column without a name is called as pandas calls it`() throws {
        #expect(try self.table(",x\n0,1\n").columns.keys.sorted() == ["Unnamed: 0", "x"])
    }

    @Test func `words among numbers are counted, and the first is told with its line`() throws {
        let table = try self.table("a,b\n1,2\n2,oops\n3,4\n4,bad\n")
        let strays = try #require(table.strays["b"])
        #expect(strays.count == 2 && strays.first == "oops" && strays.line == 3)
    }

    @Test func `further words for missing values can be named`() throws {
        let table = try self.table("a\n1\n?\n", options: TableOptions(missing: ["?"]))
        #expect(table.columns["a"] == ["1.0", "-"] && table.strays.isEmpty)
    }

    @Test(arguments: [
        ("", "is empty"), ("\n\n", "is empty"),
        ("a,b\n1,2\n3\n", "line 3, column 'b': the row has 1 field, the header has 2"),
        ("a,b\n1,2\n3,4,5\n", "line 3: the row has 3 fields, the header has 2"),
        ("a,b\n1,\"2\n3,4\n", "line 2, column 'b': a quote is opened and never closed"),
        ("a,b\n1,2\"\n", "line 2, column 'b': a quote stands in a field that does not begin with one"),
        ("a,b\n\"1\"2,3\n", "line 2, column 'a': after a closing quote"),
        ("a,a\n1,2\n", "columns 1 and 2 are both called 'a'"),
        ("1,2\n3,4\n", "the first line holds numbers alone"),
        ("a,b\n1\r2,3\n", "a carriage return stands without a line feed"),
        ("PAR1xxxx\n", "is Apache Parquet"),
    ])
    func `bad input is refused with its place`(text: String, words: String) throws {
        let error = try #require(throws: AviaryError.self) { try self.table(text) }
        #expect(error.message.contains(words), "\(error)")
    }

    @Test func `text that is not UTF-8 is refused with its place`() throws {
        let file = try ScratchFile("t.csv", Array("a,b\n1,x\n2,".utf8) + [0xE9, 0x0A])
        let error = try #require(throws: AviaryError.self) { try WholeTable(file, as: [.numbers, .words]) }
        #expect(error.message.contains("line 3, column 'b': the text is not UTF-8"), "\(error)")
    }

    @Test func `a wrong separator is told, and the likely one named`() throws {
        let error = try #require(throws: AviaryError.self) {
            try self.table("a;b\n1;2\n", options: TableOptions(separator: 0x2C))
        }
        #expect(error.description.contains("it looks as if ';' did"), "\(error)")
    }

    @Test func `a line without an end is refused and not kept`() throws {
        let file = try ScratchFile("t.csv", Array("a,b\n1,".utf8) + Array(repeating: UInt8(ascii: "9"), count: 20_000))
        var options = TableOptions()
        options.blockSize = 1024
        let error = try #require(throws: AviaryError.self) { try WholeTable(file, options: options) }
        #expect(error.message.contains("line 2: the line is longer than 16KiB"), "\(error)")
    }

    @Test(arguments: [
        ("0.095,6.25,y\n1,2,x\n", "is the line with the names missing?"), ("a b\n1 2\n3 4\n", "see --separator ' '"),
        ("a:b:c\n1:2:3\n4:5:6\n", "there are 3, see --separator ':'"),
    ])
    func `a header that was hardly meant is told`(text: String, words: String) throws {
        let scratch = try ScratchFile("a.csv", text)
        let doubts = try TableFile(path: scratch.path).doubts
        #expect(doubts.count == 1 && doubts.first?.contains(words) == true, "\(doubts)")
    }

    @Test(arguments: ["name,2024,2025\na,1,2\n", "full name\nAnn Mary Lee\nBo Li\n", "time\n12:30\n", "0,1,2\n5,6,7\n"])
    func `a usual header is not doubted`(text: String) throws {
        let scratch = try ScratchFile("a.csv", text)
        #expect(try TableFile(path: scratch.path).doubts.isEmpty)
    }

    @Test func `a header alone is a table without rows`() throws {
        #expect(try self.table("a,b\n").rows == 0)
    }

    @Test func `errors far behind are told with their line, and rows keep their order`() throws {
        var text = "a,b\n"
        for row in 0..<3000 { text += "\(row),\"w\n\(row % 3)\"\n" }
        var options = TableOptions()
        options.blockSize = 1000
        let table = try self.table(text, options: options)
        #expect(table.rows == 3000 && table.columns["b"]?.count == 4)
        #expect(table.columns["a"]?.enumerated().allSatisfy { $0.element == "\($0.offset).0" } == true)
        let error = try #require(throws: AviaryError.self) { try self.table(text + "1,2,3\n", options: options) }
        #expect(error.message.contains("line 6002: the row has 3 fields"), "\(error)")
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `numbers are those that Swift reads`(seed: UInt64) throws {
        var random = Seeded(seed: seed)
        for _ in 0..<100 {
            let number = Double(bitPattern: random.next())
            guard number.isFinite else { continue }
            let long = String(UInt64.random(in: 0...UInt64.max, using: &random)) + "." + String(random.next())
            for text in ["\(number)", long, String(Int64(truncatingIfNeeded: random.next()))] {
                let expected = try #require(Double(text))
                #expect(NumberText.value(of: Array(text.utf8), missing: []) == .number(expected), "\(text)")
            }
        }
    }
}
