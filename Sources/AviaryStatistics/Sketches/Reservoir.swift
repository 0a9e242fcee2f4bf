/// A fair sample of a stream: every element has the same chance to be in it, and every set of elements too.
///
/// The first `capacity` elements are taken; the `n`-th then takes the place of a random one with probability `capacity / n`.
/// Two samples of parts of a stream are merged by drawing from either with the chances that what each part has left of its
/// stream gives.
///
/// Source: Vitter 1985, Random sampling with a reservoir, algorithm R.
public struct Reservoir<Element: Sendable>: Sendable {
    /// How many elements the sample has at most.
    public let capacity: Int
    /// The sample, in no particular order.
    public private(set) var elements: [Element] = []
    /// How many elements have come.
    public private(set) var seen = 0

    /// Begins with no elements.
    ///
    /// - Parameter capacity: how many elements to keep, at least 1.
    public init(capacity: Int) {
        precondition(capacity >= 1, "a reservoir has room for an element")
        self.capacity = capacity
    }

    /// Takes the next element in, or not.
    ///
    /// - Parameters:
    ///   - element: the element.
    ///   - generator: decides.
    public mutating func add(_ element: Element, using generator: inout some RandomNumberGenerator) {
        self.seen += 1
        if self.elements.count < self.capacity {
            self.elements.append(element)
        } else {
            let place = Int.random(in: 0..<self.seen, using: &generator)
            if place < self.capacity { self.elements[place] = element }
        }
    }

    /// Takes in the sample of another part of the stream.
    ///
    /// - Parameters:
    ///   - other: that sample.
    ///   - generator: decides what stays.
    /// - Throws: ``SketchError/mismatch(_:)`` when the capacities differ.
    public mutating func merge(
        _ other: Reservoir,
        using generator: inout some RandomNumberGenerator
    ) throws(SketchError) {
        guard self.capacity == other.capacity else {
            throw .mismatch("expected a sample of up to \(self.capacity), got one of up to \(other.capacity)")
        }
        let seen = try SketchCount.sum(self.seen, other.seen)
        var (mine, theirs) = (self.elements, other.elements)
        var (left, right) = (self.seen, other.seen)
        self.elements = []
        self.seen = seen
        while self.elements.count < min(self.capacity, seen) {
            if Int.random(in: 0..<left + right, using: &generator) < left {
                self.elements.append(Self.draw(&mine, using: &generator))
                left -= 1
            } else {
                self.elements.append(Self.draw(&theirs, using: &generator))
                right -= 1
            }
        }
    }

    private static func draw(_ elements: inout [Element], using generator: inout some RandomNumberGenerator) -> Element
    {
        elements.swapAt(Int.random(in: 0..<elements.count, using: &generator), elements.count - 1)
        return elements.removeLast()
    }
}

extension Reservoir: Equatable where Element: Equatable {}
extension Reservoir: Hashable where Element: Hashable {}

extension Reservoir<Double> {
    /// The sample as bytes, in the form of a ``Sketch``.
    public var serialized: [UInt8] {
        var writer = SketchWriter(.reservoir)
        writer.append(UInt32(clamping: self.capacity))
        writer.append(count: self.seen)
        writer.append(UInt32(self.elements.count))
        for element in self.elements { writer.append(element.bitPattern) }
        return writer.bytes
    }

    /// Reads a sample.
    ///
    /// - Parameter serialized: what ``serialized`` has given.
    /// - Throws: ``SketchError/malformed(_:)`` for other bytes.
    public init(serialized: [UInt8]) throws(SketchError) {
        var reader = try SketchReader(serialized, kind: .reservoir)
        let capacity = Int(try reader.integer(UInt32.self))
        try reader.check(capacity >= 1, "room for an element")
        self.init(capacity: capacity)
        self.seen = try reader.count()
        for _ in 0..<(try reader.length(of: 8)) { self.elements.append(Double(bitPattern: try reader.integer())) }
        try reader.finish()
        try reader.check(self.elements.count == min(self.seen, capacity), "a sample as large as can be")
    }
}
