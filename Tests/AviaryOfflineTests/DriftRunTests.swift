import AviaryControl
import AviaryCore
import AviaryOffline
import AviaryStatistics
import Testing

struct DriftRunTests {
    @Test(arguments: [400, 3000])
    func `the column that has moved is found, and no other`(rows: Int) throws {
        let tables = try ScratchTables(
            ScratchTables.text(rows: rows, seed: 1),
            ScratchTables.text(rows: rows, seed: 2, shift: 1)
        )
        let outcome = try tables.compare()
        let columns = outcome.drift.columns
        #expect(columns.map(\.comparison.column).first == "moved" && columns.count == 4)
        #expect(columns.map(\.verdict) == [.drifted, .steady, .steady, .steady])
        #expect(outcome.drift.verdictByAny == .drifted && outcome.drift.verdictByShare == .steady)
        #expect(outcome.rows == (rows, rows))
        let tests = Dictionary(uniqueKeysWithValues: columns.map { ($0.comparison.column, $0.comparison.test) })
        let expected: [String: TwoSampleTest] =
            rows <= 1000
            ? ["moved": .kolmogorovSmirnov, "still": .kolmogorovSmirnov, "few": .chiSquare, "word": .chiSquare]
            : ["moved": .wasserstein, "still": .wasserstein, "few": .jensenShannon, "word": .jensenShannon]
        #expect(tests == expected)
        let still = try #require(columns.first { $0.comparison.column == "still" })
        #expect(still.comparison.reference.count + still.comparison.reference.missing == rows)
        #expect(still.comparison.reference.missing > 0)
    }

    @Test(arguments: TwoSampleTest.allCases)
    func `a copy never drifts, whatever the test`(test: TwoSampleTest) throws {
        for rows in [1, 2, 30, 200] {
            let text = ScratchTables.text(rows: rows, seed: UInt64(rows))
            for threshold in [nil, 0, 0.3, 2] {
                let tables = try ScratchTables(text, text)
                let outcome = try tables.compare(DriftPlan(tests: [test], threshold: threshold))
                #expect(outcome.drift.driftedCount == 0, "\(test) with \(rows) rows")
                #expect(outcome.drift.columns.allSatisfy { $0.comparison.distance == 0 })
            }
        }
    }

    @Test func `memory for one column gives the same as memory for all`() throws {
        let tables = try ScratchTables(
            ScratchTables.text(rows: 1500, seed: 1),
            ScratchTables.text(rows: 1200, seed: 2, shift: 0.5)
        )
        let (all, one) = (try tables.compare(), try tables.compare(memory: 20_000))
        #expect(all.drift == one.drift && all.pictures == one.pictures && all.rows == one.rows)
    }

    @Test func `words among numbers make categories, and that is told with its line`() throws {
        let numbers = (0..<100).map { "\($0)\n" }.joined()
        let outcome = try ScratchTables("a\n" + numbers, "a\n" + numbers + "broken\n").compare()
        #expect(outcome.drift.columns.first?.comparison.kind == .categories)
        let note = try #require(outcome.notes.first)
        #expect(note.words.contains("1 value is no number") && note.words.contains("'broken' in line 102"), "\(note)")
    }

    @Test func `numbers on one side and words on the other are told, words on both or nothing at all are not`() throws {
        let numbers = (0..<50).map { "\($0).5\n" }.joined()
        let commas = (0..<50).map { "\"\($0),5\"\n" }.joined()
        for (first, second, holder) in [(numbers, commas, "current.csv"), (commas, numbers, "reference.csv")] {
            let outcome = try ScratchTables("a\n" + first, "a\n" + second).compare()
            #expect(outcome.drift.columns.first?.comparison.kind == .categories && outcome.notes.count == 1)
            let words = try #require(outcome.notes.first?.words)
            #expect(words.contains("\(holder)' holds words, first '0,5' in line 2, where '"), "\(words)")
        }
        #expect(try ScratchTables("a\n" + commas, "a\n" + commas).compare().notes.isEmpty)
        let empty = try ScratchTables("a,b\n1,x\n1,y\n", "a,b\n1,\n1,\n").compare()
        #expect(empty.notes.map(\.column) == ["b"])
        #expect(empty.notes.first?.words.contains("has no value to compare") == true)
    }

    @Test func `infinite numbers are told, and count as missing`() throws {
        let outcome = try ScratchTables("a\n1\n2\n", "a\n1\ninf\n1e999\n").compare()
        #expect(outcome.notes.count == 1 && outcome.notes.first?.words.contains("2 values are infinite") == true)
        #expect(outcome.drift.columns.first?.comparison.current.missing == 2)
    }

    @Test func `of many notes the first are shown, and how many there are more`() throws {
        let header = (0..<12).map { "c\($0)" }.joined(separator: ",") + "\n"
        let row = Array(repeating: "1", count: 12).joined(separator: ",") + "\n"
        let outcome = try ScratchTables(header + row, header).compare()
        #expect(outcome.notes.count == 12 && outcome.noteLines.count == 11)
        #expect(outcome.noteLines.last == "there are 2 more notes of this kind")
    }

    @Test func `too many different words are compared in buckets`() throws {
        let words = (0..<17_000).map { "id\($0)\n" }
        let outcome = try ScratchTables("a\n" + words.joined(), "a\n" + words.reversed().joined()).compare()
        #expect(outcome.drift.columns.first?.comparison.distance == 0)
    }

    @Test func `a column without values on one side is unknown, on both sides no matter`() throws {
        let one = try ScratchTables("a,b\n1,2\n2,3\n", "a,b\n,2\n,3\n").compare().drift
        #expect(one.columns.first?.verdict == .unknown && one.columns.first?.comparison.distance == 1)
        #expect(one.verdictByAny == .unknown)
        let both = try ScratchTables("a,b\n,2\n,3\n", "a,b\n,2\n,3\n").compare().drift
        #expect(both.verdictByAny == .steady)
        #expect(try ScratchTables("a\n", "a\n").compare().drift.verdictByAny == .unknown)
    }

    @Test func `columns that one table lacks are told`() throws {
        let schema = SchemaComparison(["a", "b"], ["b", "c"])
        let error = try #require(throws: AviaryError.self) { try schema.columns(wanted: [], commonOnly: false) }
        #expect(error.message.contains("'a' only in the reference, 'c' only in the current table"))
        #expect(try schema.columns(wanted: [], commonOnly: true) == ["b"])
        #expect(throws: AviaryError.self) { try schema.columns(wanted: ["a"], commonOnly: true) }
        #expect(schema.notes(commonOnly: true, wanted: []).count == 1)
    }

    @Test func `the page holds every column, and names as they are`() throws {
        let text = "<b>&\n1\n2\n3\n"
        let outcome = try ScratchTables(text, text).compare()
        let page = DriftPage(outcome, names: ("r", "c"), verdict: .steady, correction: .holm).html
        #expect(page.contains("&lt;b&gt;&amp;") && !page.contains("<b>&") && page.contains("<svg"))
        #expect(!page.contains("http"), "the page needs nothing else")
    }
}
