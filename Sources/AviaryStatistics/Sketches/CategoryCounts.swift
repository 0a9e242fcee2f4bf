/// How often each category has come, exactly while there are few, and of many the most frequent ones: a mergeable
/// Misra-Gries summary.
///
/// It holds at most ``capacity`` categories. When one more comes, the same amount is taken from all of them and from the new
/// one, so much that one is left without any; what is taken goes to the ``rest``. So a count is never too high, and too low by
/// at most ``undercount``, which is at most `rest / (capacity + 1)`. To merge, counts are added up, and the count of the
/// `(capacity + 1)`-th most frequent category is taken from all. A category that makes up more than `1 / (capacity + 1)` of
/// the stream is always there.
///
/// A word of more than ``longestWord`` bytes stands as its beginning and a hash of the whole, so that memory is bounded.
///
/// Source: Misra and Gries 1982, Finding repeated elements; merged as of Agarwal, Cormode, Huang, Phillips, Wei and Yi 2012,
/// Mergeable summaries, section 3.
public struct CategoryCounts: Sketch {
    /// How many categories it holds at most.
    public let capacity: Int
    /// How much has come.
    public private(set) var total = 0
    /// By how much a count is too low, at most.
    public private(set) var undercount = 0
    /// The categories that are there with their counts.
    public private(set) var countsByCategory: [String: Int] = [:]

    /// What ``capacity`` may be.
    public static let capacities = 1...65_536
    /// How many bytes of UTF-8 a word has at most that stands as it is.
    public static let longestWord = 256

    /// Begins with no categories.
    ///
    /// - Parameter capacity: how many to hold, in ``capacities``.
    public init(capacity: Int = 256) {
        precondition(Self.capacities.contains(capacity), "category counts have a capacity in \(Self.capacities)")
        self.capacity = capacity
    }

    /// Whether every category that has come is there, with its whole count.
    public var isExact: Bool { self.undercount == 0 }

    /// How much came of categories that are not there, and of those that are beyond their counts.
    public var rest: Int { self.total - self.countsByCategory.values.reduce(0, +) }

    /// The categories that are there with their counts, most first, and by name where equal.
    public var counts: [(category: String, count: Int)] {
        self.countsByCategory.map { (category: $0.key, count: $0.value) }.sorted {
            ($1.count, $0.category) < ($0.count, $1.category)
        }
    }

    /// How often a category has come; 0 for one that is not there.
    public subscript(category: String) -> Int { self.countsByCategory[Self.bounded(category)] ?? 0 }

    /// Counts a category.
    ///
    /// - Parameters:
    ///   - category: any word.
    ///   - count: how often it has come now; nothing happens for 0 or less.
    /// - Complexity: O(1) amortised.
    public mutating func add(_ category: String, count: Int = 1) {
        let count = min(count, SketchCount.most - self.total)
        guard count > 0 else { return }
        self.total += count
        let category = Self.bounded(category)
        if let index = self.countsByCategory.index(forKey: category) {
            self.countsByCategory.values[index] += count
        } else if self.countsByCategory.count < self.capacity {
            self.countsByCategory[category] = count
        } else {
            let taken = min(count, self.countsByCategory.values.min() ?? count)
            self.take(taken)
            if count > taken { self.countsByCategory[category] = count - taken }
        }
    }

    /// Takes in what another such sketch has seen, as if it had come here.
    public mutating func merge(_ other: CategoryCounts) throws(SketchError) {
        guard self.capacity == other.capacity else {
            throw .mismatch("expected counts of \(self.capacity) categories, got counts of \(other.capacity)")
        }
        self.total = try SketchCount.sum(self.total, other.total)
        self.undercount += other.undercount
        self.countsByCategory.merge(other.countsByCategory, uniquingKeysWith: +)
        guard self.countsByCategory.count > self.capacity else { return }
        self.take(self.countsByCategory.values.sorted(by: >)[self.capacity])
    }

    /// Takes the same from each category, and forgets those that have no more.
    private mutating func take(_ amount: Int) {
        self.undercount += amount
        for index in self.countsByCategory.indices { self.countsByCategory.values[index] -= amount }
        self.countsByCategory = self.countsByCategory.filter { $0.value > 0 }
    }

    private static func bounded(_ category: String) -> String {
        guard category.utf8.count > Self.longestWord else { return category }
        // What is cut within a character ends in U+FFFD of three bytes.
        let beginning = String(decoding: category.utf8.prefix(Self.longestWord - 24), as: UTF8.self)
        return beginning + "..." + String(SketchHash.hash(category), radix: 16)
    }

    /// The sketch as bytes.
    public var serialized: [UInt8] {
        var writer = SketchWriter(.categories)
        writer.append(UInt32(self.capacity))
        writer.append(count: self.total)
        writer.append(count: self.undercount)
        let counts = self.counts
        writer.append(UInt32(counts.count))
        for item in counts {
            writer.append(count: item.count)
            writer.append(part: Array(item.category.utf8))
        }
        return writer.bytes
    }

    /// Reads a sketch.
    ///
    /// - Parameter serialized: what ``serialized`` has given.
    /// - Throws: ``SketchError/malformed(_:)`` for other bytes.
    public init(serialized: [UInt8]) throws(SketchError) {
        var reader = try SketchReader(serialized, kind: .categories)
        let capacity = Int(try reader.integer(UInt32.self))
        try reader.check(Self.capacities.contains(capacity), "a capacity in \(Self.capacities)")
        self.init(capacity: capacity)
        self.total = try reader.count()
        self.undercount = try reader.count()
        let length = try reader.length(of: 12)
        try reader.check(length <= capacity, "at most \(capacity) categories")
        var left = self.total
        var last: (category: String, count: Int)?
        for _ in 0..<length {
            let count = try reader.count(upTo: left)
            let bytes = try reader.part()
            guard let category = String(validating: bytes, as: UTF8.self), bytes.count <= Self.longestWord else {
                throw .malformed("expected a category of at most \(Self.longestWord) bytes of UTF-8 in a sketch")
            }
            let follows = last.map { (count, $0.category) < ($0.count, category) } ?? true
            try reader.check(count > 0 && follows, "categories that each came, most first")
            last = (category, count)
            try reader.check(self.countsByCategory.updateValue(count, forKey: category) == nil, "each category once")
            left -= count
        }
        try reader.finish()
        try reader.check(
            self.undercount == 0 ? left == 0 : self.undercount <= left / (capacity + 1),
            "a rest that fits what was taken"
        )
    }
}
