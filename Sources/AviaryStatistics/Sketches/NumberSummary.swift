/// What a stream of numbers, some of them missing, looks like: moments, quantiles and how many differ.
public struct NumberSummary: Sketch {
    private struct Parts: Sendable, Hashable {
        var missing = 0
        var moments = Moments()
        var quantiles: QuantileSketch
        var distinct = DistinctCount(precision: 10)
    }

    // One element, so that a summary is one word to move and copied where it is written.
    private var parts: [Parts]

    /// Begins with no numbers.
    ///
    /// - Parameters:
    ///   - k: of the quantile sketch.
    ///   - seed: of the quantile sketch.
    public init(k: Int = 200, seed: UInt64 = 1) {
        self.parts = [Parts(quantiles: QuantileSketch(k: k, seed: seed))]
    }

    /// How many were missing, not a number, or infinite.
    public var missing: Int { self.parts[0].missing }
    /// Mean, variance and higher moments of the numbers.
    public var moments: Moments { self.parts[0].moments }
    /// Quantiles of the numbers.
    public var quantiles: QuantileSketch { self.parts[0].quantiles }
    /// How many of the numbers differ, with a standard error of 3.3%.
    public var distinct: DistinctCount { self.parts[0].distinct }

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
            self.parts[0].missing += 1
            return
        }
        self.parts[0].moments.add(x)
        self.parts[0].quantiles.add(x)
        self.parts[0].distinct.add(x)
    }

    /// Takes in what another such sketch has seen, as if it had come here.
    public mutating func merge(_ other: NumberSummary) throws(SketchError) {
        var merged = self.parts[0]
        merged.missing = try SketchCount.sum(self.missing, other.missing)
        try merged.moments.merge(other.moments)
        try merged.quantiles.merge(other.quantiles)
        try merged.distinct.merge(other.distinct)
        self.parts = [merged]
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
        let missing = try reader.count()
        let moments = try Moments(serialized: Array(try reader.part()))
        let quantiles = try QuantileSketch(serialized: Array(try reader.part()))
        let distinct = try DistinctCount(serialized: Array(try reader.part()))
        self.parts = [Parts(missing: missing, moments: moments, quantiles: quantiles, distinct: distinct)]
        try reader.finish()
        try reader.check(
            self.moments.count + self.moments.excluded == self.quantiles.count,
            "parts that count the same"
        )
    }
}
