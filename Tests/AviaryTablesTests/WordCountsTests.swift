import AviaryTables
import AviaryTesting
import Testing

struct WordCountsTests {
    private func counts(_ words: [String], limit: Int = WordCounts.limit) -> WordCounts {
        var counts = WordCounts(limit: limit)
        for word in words { counts.add(Array(word.utf8).span.bytes) }
        return counts
    }

    @Test func `words are counted apart`() {
        let counts = self.counts(["a", "b", "a", "", "ab"])
        #expect(counts.all.map(\.word) == ["a", "b", "", "ab"] && counts.all.map(\.count) == [2, 1, 1, 1])
        #expect(counts.total == 5)
    }

    @Test func `too many words become buckets that do not depend on the order`() {
        var random = Seeded(seed: 1)
        let words = (0..<40_000).map { "word \($0)" }
        let (first, second) = (self.counts(words), self.counts(words.shuffled(using: &random)))
        #expect(first.isBucketed && second.isBucketed)
        #expect(first.all.map(\.count) == second.all.map(\.count) && first.total == 40_000)
    }

    @Test func `merging is counting all`() {
        let words = (0..<50_000).map { "w\($0 % 20_000)" }
        var merged = self.counts(Array(words[..<100]))
        merged.merge(self.counts(Array(words[100..<30_000]), limit: .max))
        merged.merge(self.counts(Array(words[30_000...])))
        let all = self.counts(words)
        #expect(merged.all.map(\.count) == all.all.map(\.count) && merged.total == all.total)
    }

    @Test func `words can be taken out`() {
        var counts = self.counts(["a", "NA", "b", "NA"])
        #expect(counts.remove(["NA", "x"]) == 2)
        #expect(counts.all.map(\.word) == ["a", "b"] && counts.total == 2)
    }
}
