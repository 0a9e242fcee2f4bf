/// How often each word occurs, in memory that does not grow with the number of different words.
///
/// Up to a limit different words are counted each by itself. Where there are more, as in a column of identifiers, all words
/// are put into as many buckets by a hash that is the same in every process, and the buckets are counted; so two tables with
/// the same words have the same counts, in whatever order the words came.
package struct WordCounts: Sendable {
    /// How many different words are counted each by itself where nobody says otherwise, and how many buckets there are.
    package static let limit = 16_384

    private let limit: Int
    /// The words' bytes, one after the other.
    private var bytes: [UInt8] = []
    /// Where each word ends in ``bytes``.
    private var ends: [Int] = []
    private var hashes: [UInt64] = []
    private var counts: [Int] = []
    /// Open addressing: places in ``ends``, -1 where there is none.
    private var table: [Int32] = []
    private var buckets: [Int] = []
    /// How many words came.
    package private(set) var total = 0

    /// Makes empty counts.
    ///
    /// - Parameter limit: how many different words are counted each by itself.
    package init(limit: Int = WordCounts.limit) { self.limit = limit }

    /// Whether there were too many different words to count each.
    package var isBucketed: Bool { !self.buckets.isEmpty }

    /// How many bytes the counts take.
    package var byteCount: Int {
        let each = MemoryLayout<Int>.stride + MemoryLayout<UInt64>.stride + MemoryLayout<Int>.stride
        return self.bytes.count + self.ends.count * each + self.table.count * MemoryLayout<Int32>.stride
            + self.buckets.count * MemoryLayout<Int>.stride
    }

    /// How many words are counted each by itself.
    package var distinct: Int { self.ends.count }

    /// Counts a word.
    ///
    /// - Parameters:
    ///   - word: its bytes.
    ///   - count: how often it came.
    /// - Returns: whether it came for the first time.
    @discardableResult
    package mutating func add(_ word: RawSpan, count: Int = 1) -> Bool {
        self.total += count
        let hash = Self.hash(of: word)
        guard !self.isBucketed else {
            self.buckets[Int(hash % UInt64(Self.limit))] += count
            return false
        }
        if self.ends.count * 2 >= self.table.count { self.grow() }
        let mask = self.table.count - 1
        var place = Int(truncatingIfNeeded: hash) & mask
        while self.table[place] >= 0 {
            let index = Int(self.table[place])
            if self.hashes[index] == hash, self.equals(index, word) {
                self.counts[index] += count
                return false
            }
            place = (place + 1) & mask
        }
        self.table[place] = Int32(self.ends.count)
        for offset in 0..<word.byteCount { self.bytes.append(word.byte(at: offset)) }
        self.ends.append(self.bytes.count)
        self.hashes.append(hash)
        self.counts.append(count)
        if self.ends.count > self.limit { self.becomeBuckets() }
        return true
    }

    /// Adds what others have counted.
    ///
    /// - Parameter other: the counts.
    package mutating func merge(_ other: WordCounts) {
        guard !other.isBucketed else {
            if !self.isBucketed { self.becomeBuckets() }
            for (place, count) in other.buckets.enumerated() { self.buckets[place] += count }
            self.total += other.total
            return
        }
        let bytes = unsafe other.bytes.span.bytes
        for index in other.ends.indices {
            self.add(bytes.extracting(other.range(index)), count: other.counts[index])
        }
    }

    /// The same counts in buckets, to compare with others that are.
    package var bucketed: WordCounts {
        var copy = self
        if !copy.isBucketed { copy.becomeBuckets() }
        return copy
    }

    /// Takes some words out.
    ///
    /// - Parameter words: the words.
    /// - Returns: how often they had come.
    package mutating func remove(_ words: Set<String>) -> Int {
        let all = self.isBucketed ? [] : self.all
        guard all.contains(where: { words.contains($0.word) }) else { return 0 }
        var rest = WordCounts(limit: self.limit)
        for entry in all where !words.contains(entry.word) {
            unsafe rest.add(Array(entry.word.utf8).span.bytes, count: entry.count)
        }
        defer { self = rest }
        return self.total - rest.total
    }

    /// Each word with its count, in the order in which they came first; of buckets each that is not empty, as `#` and its
    /// number.
    package var all: [(word: String, count: Int)] {
        guard !self.isBucketed else {
            return self.buckets.enumerated().filter { $0.element > 0 }.map { ("#\($0.offset)", $0.element) }
        }
        return self.ends.indices.map { (String(decoding: self.bytes[self.range($0)], as: UTF8.self), self.counts[$0]) }
    }

    private func range(_ index: Int) -> Range<Int> { (index == 0 ? 0 : self.ends[index - 1])..<self.ends[index] }

    private func equals(_ index: Int, _ word: RawSpan) -> Bool {
        let range = self.range(index)
        guard range.count == word.byteCount else { return false }
        for offset in 0..<range.count where self.bytes[range.lowerBound + offset] != word.byte(at: offset) {
            return false
        }
        return true
    }

    private mutating func grow() {
        self.table = Array(repeating: -1, count: max(64, self.table.count * 2))
        let mask = self.table.count - 1
        for (index, hash) in self.hashes.enumerated() {
            var place = Int(truncatingIfNeeded: hash) & mask
            while self.table[place] >= 0 { place = (place + 1) & mask }
            self.table[place] = Int32(index)
        }
    }

    private mutating func becomeBuckets() {
        self.buckets = Array(repeating: 0, count: Self.limit)
        for (hash, count) in zip(self.hashes, self.counts) { self.buckets[Int(hash % UInt64(Self.limit))] += count }
        (self.bytes, self.ends, self.hashes, self.counts, self.table) = ([], [], [], [], [])
    }

    /// FNV-1a (Fowler, Noll, Vo 1991), with the finalizer of MurmurHash3 (Appleby 2011) so that all bits count.
    private static func hash(of word: RawSpan) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for offset in 0..<word.byteCount { hash = (hash ^ UInt64(word.byte(at: offset))) &* 0x100_0000_01B3 }
        hash = (hash ^ (hash >> 33)) &* 0xFF51_AFD7_ED55_8CCD
        hash = (hash ^ (hash >> 33)) &* 0xC4CE_B9FE_1A85_EC53
        return hash ^ (hash >> 33)
    }
}
