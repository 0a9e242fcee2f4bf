/// What a stream of numbers, some of them missing, looks like: moments, quantiles and how many differ.
public struct NumberSummary: Sketch {
    /// How many were missing, not a number, or infinite.
    public private(set) var missing = 0
    /// Mean, variance and higher moments of the numbers.
    public private(set) var moments = Moments()
    /// Quantiles of the numbers.
    public private(set) var quantiles: QuantileSketch
    /// How many of the numbers differ, with a standard error of 3.3%.
    public private(set) var distinct = DistinctCount(precision: 10)

    /// Begins with no numbers.
    ///
    /// - Parameters:
    ///   - k: of the quantile sketch.
    ///   - seed: of the quantile sketch.
    public init(k: Int = 200, seed: UInt64 = 1) { self.quantiles = QuantileSketch(k: k, seed: seed) }

    /// How many numbers have come, without those missing.
    public var count: Int { self.quantiles.count }

    /// The share of what came that was missing; `nil` for nothing.
    public var missingShare: Double? {
        let total = Double(self.count) + Double(self.missing)
        return total > 0 ? Double(self.missing) / total : nil
    }

    /// Takes the next number in.
    ///
    /// - Parameter x: a number; `nil`, NaN and infinities are counted as missing.
    public mutating func add(_ x: Double?) {
        guard let x, x.isFinite else {
            self.missing += 1
            return
        }
        self.moments.add(x)
        self.quantiles.add(x)
        self.distinct.add(x)
    }

    /// Takes in what another such sketch has seen, as if it had come here.
    public mutating func merge(_ other: NumberSummary) throws(SketchError) {
        var merged = self
        merged.missing = try SketchCount.sum(self.missing, other.missing)
        try merged.moments.merge(other.moments)
        try merged.quantiles.merge(other.quantiles)
        try merged.distinct.merge(other.distinct)
        self = merged
    }

    /// The sketch as bytes.
    public var serialized: [UInt8] {
        var writer = SketchWriter(.numberSummary)
        writer.append(count: self.missing)
        writer.append(part: self.moments.serialized)
        writer.append(part: self.quantiles.serialized)
        writer.append(part: self.distinct.serialized)
        return writer.bytes
    }

    /// Reads a sketch.
    ///
    /// - Parameter serialized: what ``serialized`` has given.
    /// - Throws: ``SketchError/malformed(_:)`` for other bytes.
    public init(serialized: [UInt8]) throws(SketchError) {
        var reader = try SketchReader(serialized, kind: .numberSummary)
        self.missing = try reader.count()
        self.moments = try Moments(serialized: Array(try reader.part()))
        self.quantiles = try QuantileSketch(serialized: Array(try reader.part()))
        self.distinct = try DistinctCount(serialized: Array(try reader.part()))
        try reader.finish()
        try reader.check(
            self.moments.count + self.moments.excluded == self.quantiles.count,
            "parts that count the same"
        )
    }
}
