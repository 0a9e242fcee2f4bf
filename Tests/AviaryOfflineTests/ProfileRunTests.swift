import AviaryControl
import AviaryCore
import AviaryOffline
import AviaryStatistics
import Testing

struct ProfileRunTests {
    private func profile(_ text: String, columns: [String] = []) throws -> ProfileRun.Outcome {
        let tables = try ScratchTables(text, "a\n1\n")
        defer { withExtendedLifetime(tables) {} }
        return try ProfileRun(tables.file("reference.csv"), columns: columns).run { _ in }
    }

    @Test func `columns become summaries by what they hold`() throws {
        let outcome = try self.profile("x,y\n1,a\n2,b\n,a\n5,\n")
        let profile = outcome.profile
        #expect(profile.rows == 4 && profile.summaries.count == 2 && outcome.notes.isEmpty)
        guard case .number(let numbers) = profile[MeasureKey(.value, of: "x")],
            case .category(let words) = profile[MeasureKey(.category, of: "y")]
        else {
            Issue.record("other summaries: \(profile.summaries.keys)")
            return
        }
        #expect(numbers.count == 3 && numbers.missing == 1 && profile.range(of: "x") == 1...5)
        #expect(words.counts.countsByCategory == ["a": 2, "b": 1] && words.missing == 1)
    }

    @Test func `a column that is not of numbers alone is read again`() throws {
        let rows = (0..<2000).map { "\($0 % 7),\($0)\n" }.joined()
        let outcome = try self.profile("x,y\n" + rows + "seven,1\n")
        #expect(outcome.profile.categories(of: "x")?.count == 8)
        #expect(outcome.profile[MeasureKey(.value, of: "y")]?.count == 2001)
        #expect(outcome.notes.count == 1 && outcome.notes.first?.contains("'seven' in line 2002") == true)
    }

    @Test func `some rows of the columns of numbers are kept, each row whole`() throws {
        let rows = (0..<5000).map { "\($0),a,\(2 * $0),\($0 == 4990 ? "x" : "1")\n" }.joined()
        let sample = try #require(try self.profile("one,word,two,broken\n" + rows).profile.sample)
        #expect(sample.columns == ["one", "two"] && sample.sample.count == 2000 && sample.sample.seen == 5000)
        let numbers = sample.sample.rows.values
        for row in 0..<2000 { #expect(numbers[2 * row + 1] == 2 * numbers[2 * row]) }
        #expect(try self.profile("x,y\n1,a\n").profile.sample == nil)
    }

    @Test func `a table without rows, and a column that is not there, are refused`() {
        #expect(throws: AviaryError.self) { try self.profile("x,y\n") }
        #expect(throws: AviaryError.self) { try self.profile("x,y\n1,2\n", columns: ["z"]) }
    }
}
