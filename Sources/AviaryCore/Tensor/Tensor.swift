/// An array of elements of one type, in row-major order.
///
/// The elements lie in ``bytes`` as they travel in binary: little-endian and without padding; an element of
/// ``DataType/bytes`` is its length as 4 bytes, little-endian, and then its bytes.
public struct Tensor: Sendable {
    /// The type of each element.
    public let dataType: DataType
    /// The lengths of the dimensions.
    public let shape: Shape
    /// The memory that holds the elements, perhaps with others.
    public let storage: TensorStorage
    /// Where in ``storage`` the elements lie, in bytes.
    public let range: Range<Int>

    /// Makes a tensor of elements of fixed size.
    ///
    /// - Parameters:
    ///   - dataType: the type of each element.
    ///   - shape: the lengths of the dimensions.
    ///   - storage: holds the elements.
    ///   - range: where in the storage they lie; the whole storage if absent.
    /// - Throws: ``AviaryError`` with code `invalidArgument` when the bytes are not what type and shape ask for: too few,
    ///   too many, or, for ``DataType/bytes``, lengths that do not add up.
    /// - Complexity: O(1), for ``DataType/bytes`` O(elements), for ``DataType/bool`` O(bytes).
    public init(
        _ dataType: DataType,
        shape: Shape,
        storage: TensorStorage,
        range: Range<Int>? = nil
    ) throws(AviaryError) {
        let range = range ?? 0..<storage.byteCount
        precondition(range.lowerBound >= 0 && range.upperBound <= storage.byteCount)
        try Tensor.check(storage.bytes.extracting(range), holds: dataType, shape: shape)
        self.init(unchecked: dataType, shape: shape, storage: storage, range: range)
    }

    /// Makes a tensor whose bytes are known to fit: they were counted when they were written.
    package init(unchecked dataType: DataType, shape: Shape, storage: TensorStorage, range: Range<Int>) {
        self.dataType = dataType
        self.shape = shape
        self.storage = storage
        self.range = range
    }

    /// The elements, in the form that binary tensors have on the wire.
    public var bytes: RawSpan {
        @_lifetime(borrow self)
        get { unsafe _overrideLifetime(self.storage.bytes.extracting(self.range), borrowing: self) }
    }

    private static func check(_ bytes: RawSpan, holds dataType: DataType, shape: Shape) throws(AviaryError) {
        if let size = dataType.byteCount {
            let (expected, overflow) = shape.elementCount.multipliedReportingOverflow(by: size)
            guard !overflow, bytes.byteCount == expected else {
                let wanted = overflow ? "more than 2^63" : String(expected)
                throw AviaryError(
                    .invalidArgument,
                    "\(dataType.rawValue) of shape \(shape) takes \(wanted) bytes, got \(bytes.byteCount)"
                )
            }
            if dataType == .bool {
                for offset in 0..<bytes.byteCount {
                    let byte = bytes.load(at: offset, as: UInt8.self)
                    guard byte <= 1 else {
                        throw AviaryError(.invalidArgument, "BOOL element \(offset) is the byte 0 or 1, got \(byte)")
                    }
                }
            }
        } else {
            var elements = StringElements()
            var count = 0
            while try elements.next(in: bytes) != nil { count += 1 }
            guard count == shape.elementCount else {
                throw AviaryError(
                    .invalidArgument,
                    "BYTES of shape \(shape) has \(shape.elementCount) elements, got \(count)"
                )
            }
        }
    }
}
