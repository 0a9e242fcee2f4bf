/// Counts of numbers in fixed bins.
///
/// A number `x` is in bin `i` if `edges[i] <= x < edges[i + 1]`; the last bin has its upper edge too. Infinities are outside;
/// NaN is not counted.
public struct Histogram: Sketch {
    /// The bins' edges, finite and strictly ascending, at least two.
    public let edges: [Double]
    /// How many numbers are in each bin: one fewer than edges.
    public private(set) var counts: [Int]
    /// How many are below the first edge.
    public private(set) var below = 0
    /// How many are above the last edge.
    public private(set) var above = 0

    /// Begins with no numbers.
    ///
    /// - Parameter edges: the bins' edges, finite and strictly ascending, at least two.
    public init(edges: [Double]) {
        precondition(Self.areEdges(edges), "a histogram has two or more finite edges that ascend")
        self.edges = edges
        self.counts = [Int](repeating: 0, count: edges.count - 1)
    }

    /// Whether these can be a histogram's edges.
    public static func areEdges(_ edges: [Double]) -> Bool {
        edges.count >= 2 && edges.allSatisfy(\.isFinite) && zip(edges, edges.dropFirst()).allSatisfy { $0 < $1 }
    }

    /// How many numbers have been counted, those outside too.
    public var total: Int { self.counts.reduce(self.below + self.above, +) }

    /// Counts a number.
    ///
    /// - Parameter x: any number; NaN is ignored.
    /// - Complexity: O(log bins).
    public mutating func add(_ x: Double) {
        let last = self.edges.count - 1
        if x < self.edges[0] {
            self.below += 1
        } else if x > self.edges[last] {
            self.above += 1
        } else if !x.isNaN {
            // The last edge but the upmost that is not above the number.
            var (low, high) = (0, last - 1)
            while low < high {
                let middle = (low + high + 1) / 2
                if self.edges[middle] <= x { low = middle } else { high = middle - 1 }
            }
            self.counts[low] += 1
        }
    }

    /// Takes in what another such sketch has seen, as if it had come here.
    public mutating func merge(_ other: Histogram) throws(SketchError) {
        guard self.edges == other.edges else {
            throw .mismatch("expected a histogram with the same \(self.edges.count) edges, got one with other edges")
        }
        _ = try SketchCount.sum(self.total, other.total)
        self.below += other.below
        self.above += other.above
        for index in self.counts.indices { self.counts[index] += other.counts[index] }
    }

    /// The sketch as bytes.
    public var serialized: [UInt8] {
        var writer = SketchWriter(.histogram)
        writer.append(UInt32(self.edges.count))
        for edge in self.edges { writer.append(edge) }
        for count in [self.below, self.above] + self.counts { writer.append(count: count) }
        return writer.bytes
    }

    /// Reads a sketch.
    ///
    /// - Parameter serialized: what ``serialized`` has given.
    /// - Throws: ``SketchError/malformed(_:)`` for other bytes.
    public init(serialized: [UInt8]) throws(SketchError) {
        var reader = try SketchReader(serialized, kind: .histogram)
        var edges: [Double] = []
        for _ in 0..<(try reader.length(of: 16)) { edges.append(try reader.number()) }
        try reader.check(Self.areEdges(edges), "two or more finite edges that ascend")
        self.init(edges: edges)
        var left = SketchCount.most
        self.below = try reader.count(upTo: left)
        left -= self.below
        self.above = try reader.count(upTo: left)
        left -= self.above
        for index in self.counts.indices {
            self.counts[index] = try reader.count(upTo: left)
            left -= self.counts[index]
        }
        try reader.finish()
    }
}
