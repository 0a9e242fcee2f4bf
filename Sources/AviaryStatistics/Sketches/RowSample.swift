/// A fair sample of rows of numbers: of all sets of so many rows each is as likely to be it.
///
/// Every row is given a random number, and those with the smallest ones stay. So samples of parts of a stream merge to the
/// sample of the whole, exactly and in any order, as long as their seeds differ.
///
/// Source: Efraimidis and Spirakis 2006, Weighted random sampling with a reservoir (Information Processing Letters 97), with
/// equal weights. The random numbers are those of SplitMix64.
public struct RowSample: Sketch {
    /// How many numbers a row has.
    public let columns: Int
    /// How many rows the sample has at most.
    public let capacity: Int
    /// How many rows have come.
    public private(set) var seen = 0
    private var state: UInt64
    private var keys: [UInt64] = []
    /// The numbers' bits, row after row, in the order of the keys: so a missing number is equal to itself.
    private var numbers: [UInt64] = []
    /// Where the greatest key stands, once the sample is full.
    private var greatest = 0

    /// Begins with no rows.
    ///
    /// - Parameters:
    ///   - columns: how many numbers a row has, at least 1.
    ///   - capacity: how many rows to keep, at least 1.
    ///   - seed: of the random numbers; samples that are merged need different ones.
    public init(columns: Int, capacity: Int, seed: UInt64 = 1) {
        precondition(columns >= 1 && capacity >= 1, "a sample has room for a row")
        self.columns = columns
        self.capacity = capacity
        self.state = SketchHash.mix(seed &+ SketchHash.increment)
    }

    /// How many rows the sample has.
    public var count: Int { self.keys.count }

    /// The rows of the sample, in no particular order.
    public var rows: RowMatrix { RowMatrix(self.numbers.map { Double(bitPattern: $0) }, columns: self.columns) }

    /// Takes the next row in, or not.
    ///
    /// - Parameter row: as many numbers as there are columns, asked for where the row is kept; what is not finite counts as
    ///   missing.
    /// - Complexity: O(1), and O(columns + capacity) where the row is kept.
    public mutating func add(_ row: @autoclosure () -> [Double]) {
        self.seen += 1
        self.state &+= SketchHash.increment
        let key = SketchHash.mix(self.state)
        guard self.takes(key) else { return }
        let row = row()
        precondition(row.count == self.columns, "a row has a number for each column")
        self.insert(key, row.map(\.bitPattern)[...])
    }

    private func takes(_ key: UInt64) -> Bool { self.keys.count < self.capacity || key < self.keys[self.greatest] }

    private mutating func insert(_ key: UInt64, _ row: ArraySlice<UInt64>) {
        if self.keys.count < self.capacity {
            self.keys.append(key)
            self.numbers += row
        } else {
            self.keys[self.greatest] = key
            let start = self.greatest * self.columns
            self.numbers.replaceSubrange(start..<start + self.columns, with: row)
        }
        if self.keys.count == self.capacity { self.findGreatest() }
    }

    private mutating func findGreatest() {
        self.greatest = self.keys.indices.max { self.keys[$0] < self.keys[$1] } ?? 0
    }

    /// Takes in the sample of another part of the stream.
    ///
    /// - Parameter other: that sample.
    /// - Throws: ``SketchError/mismatch(_:)`` when columns or capacities differ.
    public mutating func merge(_ other: RowSample) throws(SketchError) {
        guard self.columns == other.columns, self.capacity == other.capacity else {
            throw .mismatch(
                """
                expected a sample of up to \(self.capacity) rows with \(self.columns) columns, got one of up to \
                \(other.capacity) with \(other.columns)
                """
            )
        }
        self.seen = try SketchCount.sum(self.seen, other.seen)
        for (index, key) in other.keys.enumerated() where self.takes(key) {
            self.insert(key, other.numbers[index * self.columns..<(index + 1) * self.columns])
        }
        self.state ^= other.state
    }

    /// The sample with some of its columns only.
    ///
    /// - Parameter kept: which ones, in the order that they get; at least one, each below ``columns``.
    /// - Returns: a sample of the same rows.
    public func keeping(_ kept: [Int]) -> RowSample {
        var sample = RowSample(columns: kept.count, capacity: self.capacity)
        sample.seen = self.seen
        sample.state = self.state
        sample.keys = self.keys
        sample.greatest = self.greatest
        sample.numbers = self.keys.indices.flatMap { row in kept.map { self.numbers[row * self.columns + $0] } }
        return sample
    }

    /// The sketch as bytes.
    public var serialized: [UInt8] {
        var writer = SketchWriter(.rows)
        writer.append(UInt32(clamping: self.columns))
        writer.append(UInt32(clamping: self.capacity))
        writer.append(count: self.seen)
        writer.append(self.state)
        writer.append(UInt32(self.keys.count))
        for key in self.keys { writer.append(key) }
        for number in self.numbers { writer.append(number) }
        return writer.bytes
    }

    /// Reads a sketch.
    ///
    /// - Parameter serialized: what ``serialized`` has given.
    /// - Throws: ``SketchError/malformed(_:)`` for other bytes.
    public init(serialized: [UInt8]) throws(SketchError) {
        var reader = try SketchReader(serialized, kind: .rows)
        let (columns, capacity) = (Int(try reader.integer(UInt32.self)), Int(try reader.integer(UInt32.self)))
        try reader.check(columns >= 1 && capacity >= 1, "room for a row")
        self.init(columns: columns, capacity: capacity)
        self.seen = try reader.count()
        let state: UInt64 = try reader.integer()
        let count = try reader.length(of: 8 * (columns + 1))
        try reader.check(count == min(self.seen, capacity), "a sample as large as can be")
        var keys: [UInt64] = []
        for _ in 0..<count { keys.append(try reader.integer()) }
        self.keys = keys
        self.findGreatest()
        for _ in 0..<count * columns { self.numbers.append(try reader.integer()) }
        self.state = state
        try reader.finish()
    }
}
