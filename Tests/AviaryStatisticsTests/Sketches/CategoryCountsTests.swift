import AviaryStatistics
import AviaryTesting
import Testing

struct CategoryCountsTests {
    static func counts(_ words: some Sequence<String>, capacity: Int = 16) -> CategoryCounts {
        var counts = CategoryCounts(capacity: capacity)
        for word in words { counts.add(word) }
        return counts
    }

    static func words(_ count: Int, seed: UInt64) -> [String] {
        var random = Seeded(seed: seed)
        return (0..<count).map { _ in "w\(Int(1 / Double.random(in: 0.002..<1, using: &random)))" }
    }

    static func truth(_ words: [String]) -> [String: Int] {
        words.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }

    /// What the paper promises of any summary, merged or not.
    static func check(_ counts: CategoryCounts, holds words: [String]) {
        let truth = self.truth(words)
        #expect(counts.total == words.count)
        #expect(counts.counts.count <= counts.capacity)
        #expect(counts.undercount * (counts.capacity + 1) <= counts.rest)
        #expect(counts.rest + counts.counts.reduce(0) { $0 + $1.count } == counts.total)
        for (word, count) in truth {
            #expect(counts[word] <= count && counts[word] >= count - counts.undercount)
        }
        for item in counts.counts { #expect(truth[item.category] != nil) }
    }

    @Test func `as many categories as there is room for are counted exactly`() {
        let words = (0..<500).map { "c\($0 * $0 % 16)" }
        let counts = Self.counts(words)
        #expect(counts.isExact && counts.rest == 0)
        #expect(counts.countsByCategory == Self.truth(words))
        let order = Self.counts(["b", "a", "c", "c"]).counts
        #expect(order.map(\.category) == ["c", "a", "b"] && order.map(\.count) == [2, 1, 1])
    }

    @Test(arguments: 1...20) func `of more categories no count is off by more than the bound`(seed: UInt64) throws {
        let words = Self.words(5000, seed: seed)
        Self.check(Self.counts(words), holds: words)
        Self.check(Self.counts(words.sorted()), holds: words)
        Self.check(Self.counts(words, capacity: 1), holds: words)
        // What is frequent is there.
        let counts = Self.counts(words)
        for (word, count) in Self.truth(words) where count > 5000 / 17 { #expect(counts[word] > 0) }
    }

    @Test(arguments: 1...20) func `merged counts keep the bound, either way round`(seed: UInt64) throws {
        let parts = (0..<4).map { Self.words(1000 + 300 * $0, seed: seed * 10 + UInt64($0)) }
        let sketches = parts.map { Self.counts($0) }
        var line = sketches[0]
        for sketch in sketches.dropFirst() { try line.merge(sketch) }
        Self.check(line, holds: Array(parts.joined()))
        var (left, right) = (sketches[0], sketches[3])
        try left.merge(sketches[3])
        try right.merge(sketches[0])
        #expect(left == right)
        var (one, other) = (sketches[0], sketches[2])
        try one.merge(sketches[1])
        try other.merge(sketches[3])
        try one.merge(other)
        Self.check(one, holds: Array(parts.joined()))
    }

    @Test func `merging exact counts is exact and associative`() throws {
        let parts = (0..<3).map { seed in (0..<200).map { "c\(($0 * 7 + seed) % 5)" } }
        let sketches = parts.map { Self.counts($0) }
        var (left, right, inner) = (sketches[0], sketches[0], sketches[1])
        try left.merge(sketches[1])
        try left.merge(sketches[2])
        try inner.merge(sketches[2])
        try right.merge(inner)
        #expect(left == right && left == Self.counts(parts.joined()))
        #expect(throws: SketchError.self) { try left.merge(CategoryCounts(capacity: 15)) }
    }

    @Test func `counts come in any amount`() {
        var counts = CategoryCounts(capacity: 2)
        counts.add("a", count: 10)
        counts.add("b", count: 3)
        counts.add("c", count: 5)
        counts.add("d", count: 0)
        counts.add("d", count: -4)
        #expect(counts.countsByCategory == ["a": 7, "c": 2] && counts.rest == 9 && counts.undercount == 3)
        counts.add("a", count: .max)
        counts.add("a", count: .max)
        #expect(counts.total == 1 << 53)
    }

    @Test func `a long word is told from others in bounded room`() throws {
        let (one, other) = (String(repeating: "\u{e9}", count: 5000), String(repeating: "\u{e9}", count: 5001))
        var counts = CategoryCounts(capacity: 4)
        counts.add(one)
        counts.add(one)
        counts.add(other)
        #expect(counts[one] == 2 && counts[other] == 1)
        #expect(counts.counts.allSatisfy { $0.category.utf8.count <= CategoryCounts.longestWord })
        #expect(try CategoryCounts(serialized: counts.serialized) == counts)
    }

    @Test func `aligned counts put what cannot be told apart into the rest`() {
        let (one, other) = (Self.counts(["a", "a", "b"]), Self.counts(["c", "a"]))
        let exact = CategoryCounts.aligned(one, other)
        #expect(exact.categories == ["a", "b", "c"])
        #expect(exact.reference == [2, 1, 0, 0] && exact.current == [1, 0, 1, 0])
        var (full, few) = (CategoryCounts(capacity: 2), CategoryCounts(capacity: 2))
        for (word, count) in [("a", 90), ("b", 10), ("c", 10)] { full.add(word, count: count) }
        for (word, count) in [("a", 50), ("c", 2)] { few.add(word, count: count) }
        let aligned = CategoryCounts.aligned(full, few)
        #expect(aligned.categories == ["a"] && aligned.reference == [80, 30] && aligned.current == [50, 2])
        few.add("c", count: 50)
        #expect(CategoryCounts.aligned(full, few).categories == ["a", "c"])
        #expect(one.lInfinity(one) == 0 && one.lInfinity(Self.counts(["z"])) == 1)
        #expect(one.lInfinity(CategoryCounts()).isNaN)
    }
}
