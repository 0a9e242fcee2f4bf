/// The lengths of a tensor's dimensions, outermost first; a scalar has none.
public struct Shape: Hashable, Sendable, ExpressibleByArrayLiteral {
    /// The lengths, none negative.
    public let dimensions: [Int]

    /// The number of elements: the product of the lengths, 1 for a scalar.
    public let elementCount: Int

    /// Checks the lengths of a shape.
    ///
    /// - Parameter dimensions: the lengths, outermost first.
    /// - Throws: ``AviaryError`` with code `invalidArgument` for a negative length or a product beyond 2^63 - 1.
    public init(_ dimensions: [Int]) throws(AviaryError) {
        var product = 1
        var overflows = false
        for length in dimensions {
            guard length >= 0 else {
                throw AviaryError(.invalidArgument, "a shape's dimensions are 0 or more, not \(dimensions)")
            }
            let (next, overflow) = product.multipliedReportingOverflow(by: length)
            overflows = overflows || overflow
            product = next
        }
        // A zero anywhere makes the tensor empty, however large the other lengths are.
        if dimensions.contains(0) {
            product = 0
        } else if overflows {
            throw AviaryError(.invalidArgument, "a shape's elements are counted in 63 bits, \(dimensions) has more")
        }
        self.dimensions = dimensions
        self.elementCount = product
    }

    /// Makes a shape that is known to be right.
    ///
    /// - Parameter elements: lengths, none negative, whose product fits in 63 bits.
    public init(arrayLiteral elements: Int...) {
        self.dimensions = elements
        self.elementCount = elements.reduce(1, *)
    }

    /// How many dimensions there are.
    public var rank: Int { self.dimensions.count }

    /// The same shape with another outermost length.
    ///
    /// - Parameter length: the new length of the first dimension; the rank is at least 1.
    /// - Returns: the new shape.
    public func replacingFirst(with length: Int) -> Shape {
        precondition(self.rank > 0 && length >= 0)
        var dimensions = self.dimensions
        dimensions[0] = length
        return Shape(known: dimensions)
    }

    private init(known dimensions: [Int]) {
        self.dimensions = dimensions
        self.elementCount = dimensions.reduce(1, *)
    }
}

extension Shape: CustomStringConvertible {
    /// The lengths in brackets, as JSON writes them.
    public var description: String { "[" + self.dimensions.map(String.init).joined(separator: ", ") + "]" }
}
