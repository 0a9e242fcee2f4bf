/// How often something is so, of how often it was looked at.
public struct ShareSummary: Sketch {
    /// How often it was so.
    public private(set) var hits = 0
    /// How often it was looked at, without what was missing.
    public private(set) var total = 0
    /// How often there was nothing to look at.
    public private(set) var missing = 0

    /// Begins with nothing.
    public init() {}

    /// The share `hits / total`, in 0...1; `nil` for nothing.
    public var share: Double? { self.total > 0 ? Double(self.hits) / Double(self.total) : nil }

    /// Takes one look in.
    ///
    /// - Parameter isSo: whether it is so; `nil` is counted as missing.
    public mutating func add(_ isSo: Bool?) {
        switch isSo {
        case true?: self.add(1, of: 1)
        case false?: self.add(0, of: 1)
        case nil: self.missing += 1
        }
    }

    /// Takes several looks in.
    ///
    /// - Parameters:
    ///   - hits: how often it is so; taken into `0...total`.
    ///   - total: how often it was looked at; 0 or less is nothing.
    public mutating func add(_ hits: Int, of total: Int) {
        let total = min(max(total, 0), SketchCount.most - self.total)
        self.hits += min(max(hits, 0), total)
        self.total += total
    }

    /// Takes in what another such sketch has seen, as if it had come here.
    public mutating func merge(_ other: ShareSummary) throws(SketchError) {
        let total = try SketchCount.sum(self.total, other.total)
        self.missing = try SketchCount.sum(self.missing, other.missing)
        self.hits += other.hits
        self.total = total
    }

    /// The sketch as bytes.
    public var serialized: [UInt8] {
        var writer = SketchWriter(.shareSummary)
        for count in [self.hits, self.total, self.missing] { writer.append(count: count) }
        return writer.bytes
    }

    /// Reads a sketch.
    ///
    /// - Parameter serialized: what ``serialized`` has given.
    /// - Throws: ``SketchError/malformed(_:)`` for other bytes.
    public init(serialized: [UInt8]) throws(SketchError) {
        var reader = try SketchReader(serialized, kind: .shareSummary)
        self.hits = try reader.count()
        self.total = try reader.count()
        self.missing = try reader.count()
        try reader.finish()
        try reader.check(self.hits <= self.total, "no more hits than looks")
    }
}
