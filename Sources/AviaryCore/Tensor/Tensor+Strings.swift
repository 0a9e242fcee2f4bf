/// Walks the elements of a BYTES tensor: each is a 4-byte little-endian length and then its bytes.
public struct StringElements: Sendable {
    private var offset = 0

    /// Starts before the first element.
    public init() {}

    /// Finds the next element.
    ///
    /// - Parameter bytes: all elements, the same bytes at each call.
    /// - Returns: where the element's own bytes lie, or `nil` at the end.
    /// - Throws: ``AviaryError`` with code `invalidArgument` when a length reaches beyond the end.
    public mutating func next(in bytes: RawSpan) throws(AviaryError) -> Range<Int>? {
        let left = bytes.byteCount - self.offset
        guard left > 0 else { return nil }
        guard left >= 4 else {
            throw AviaryError(.invalidArgument, "a BYTES element begins with 4 bytes of length, \(left) are left")
        }
        let length = Int(UInt32(littleEndian: bytes.load(at: self.offset)))
        guard length <= left - 4 else {
            throw AviaryError(.invalidArgument, "a BYTES element says it has \(length) bytes, \(left - 4) are left")
        }
        let start = self.offset + 4
        self.offset = start + length
        return start..<self.offset
    }
}

extension Tensor {
    /// Makes a tensor of strings.
    ///
    /// - Parameters:
    ///   - strings: the elements, in row-major order.
    ///   - shape: the lengths of the dimensions; one dimension if absent.
    /// - Throws: ``AviaryError`` with code `invalidArgument` when there are not as many strings as the shape asks for.
    public init(strings: [String], shape: Shape? = nil) throws(AviaryError) {
        try self.init(byteStrings: strings.map { Array($0.utf8) }, shape: shape)
    }

    /// Makes a tensor of byte strings, which need not be text.
    ///
    /// - Parameters:
    ///   - byteStrings: the elements, in row-major order, each shorter than 4 GiB.
    ///   - shape: the lengths of the dimensions; one dimension if absent.
    /// - Throws: ``AviaryError`` with code `invalidArgument` when there are not as many elements as the shape asks for.
    public init(byteStrings: [[UInt8]], shape: Shape? = nil) throws(AviaryError) {
        let shape = if let shape { shape } else { try Shape([byteStrings.count]) }
        let storage = TensorStorage(byteCount: byteStrings.reduce(0) { $0 + 4 + $1.count }) { span in
            for element in byteStrings {
                span.write(UInt32(element.count).littleEndian)
                unsafe span.write(copying: element.span.bytes)
            }
        }
        try self.init(.bytes, shape: shape, storage: storage)
    }

    /// The elements of a BYTES tensor.
    ///
    /// - Returns: one array of bytes for each element.
    /// - Complexity: O(bytes).
    public func byteStrings() -> [[UInt8]] {
        precondition(self.dataType == .bytes, "only BYTES tensors have strings")
        var result: [[UInt8]] = []
        result.reserveCapacity(self.shape.elementCount)
        var elements = StringElements()
        let bytes = self.bytes
        // The lengths were checked when the tensor was made.
        while let range = try? elements.next(in: bytes) {
            result.append(
                unsafe bytes.extracting(range).withUnsafeBytes { unsafe Array($0) }
            )
        }
        return result
    }
}
