/// What a stream of words, some of them missing, looks like: counts by category and how many differ.
public struct CategorySummary: Sketch {
    /// How many were missing.
    public private(set) var missing = 0
    /// Counts by category.
    public private(set) var counts: CategoryCounts
    /// How many of the words differ, with a standard error of 3.3%.
    public private(set) var distinct = DistinctCount(precision: 10)

    /// Begins with no words.
    ///
    /// - Parameter capacity: how many categories are counted apart.
    public init(capacity: Int = 256) { self.counts = CategoryCounts(capacity: capacity) }

    /// How many words have come, without those missing.
    public var count: Int { self.counts.total }

    /// The share of what came that was missing; `nil` for nothing.
    public var missingShare: Double? {
        let total = Double(self.count) + Double(self.missing)
        return total > 0 ? Double(self.missing) / total : nil
    }

    /// Takes the next word in.
    ///
    /// - Parameters:
    ///   - word: a word; `nil` is counted as missing.
    ///   - count: how often it came.
    public mutating func add(_ word: String?, count: Int = 1) {
        guard let word else {
            self.missing += count
            return
        }
        self.counts.add(word, count: count)
        self.distinct.add(word)
    }

    /// Takes in what another such sketch has seen, as if it had come here.
    public mutating func merge(_ other: CategorySummary) throws(SketchError) {
        var merged = self
        merged.missing = try SketchCount.sum(self.missing, other.missing)
        try merged.counts.merge(other.counts)
        try merged.distinct.merge(other.distinct)
        self = merged
    }

    /// The sketch as bytes.
    public var serialized: [UInt8] {
        var writer = SketchWriter(.categorySummary)
        writer.append(count: self.missing)
        writer.append(part: self.counts.serialized)
        writer.append(part: self.distinct.serialized)
        return writer.bytes
    }

    /// Reads a sketch.
    ///
    /// - Parameter serialized: what ``serialized`` has given.
    /// - Throws: ``SketchError/malformed(_:)`` for other bytes.
    public init(serialized: [UInt8]) throws(SketchError) {
        var reader = try SketchReader(serialized, kind: .categorySummary)
        self.missing = try reader.count()
        self.counts = try CategoryCounts(serialized: Array(try reader.part()))
        self.distinct = try DistinctCount(serialized: Array(try reader.part()))
        try reader.finish()
    }
}
