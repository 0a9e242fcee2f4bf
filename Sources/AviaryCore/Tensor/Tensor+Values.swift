/// A Swift type whose values are a tensor's elements.
public protocol TensorElement: Sendable {
    /// The tensor's type.
    static var dataType: DataType { get }

    /// Reads an element; the offset counts elements.
    static func element(_ index: Int, in bytes: RawSpan) -> Self

    /// Writes the element at the end of a span that has room for it.
    func write(to span: inout OutputRawSpan)
}

extension TensorElement where Self: AnyBits {
    /// Reads an element of any pattern of bits.
    public static func element(_ index: Int, in bytes: RawSpan) -> Self {
        bytes.load(at: index * MemoryLayout<Self>.size)
    }

    /// Writes the element's bytes.
    public func write(to span: inout OutputRawSpan) { span.write(self) }
}

extension UInt8: TensorElement {
    /// ``DataType/uint8``.
    public static var dataType: DataType { .uint8 }
}

extension UInt16: TensorElement {
    /// ``DataType/uint16``.
    public static var dataType: DataType { .uint16 }
}

extension UInt32: TensorElement {
    /// ``DataType/uint32``.
    public static var dataType: DataType { .uint32 }
}

extension UInt64: TensorElement {
    /// ``DataType/uint64``.
    public static var dataType: DataType { .uint64 }
}

extension Int8: TensorElement {
    /// ``DataType/int8``.
    public static var dataType: DataType { .int8 }
}

extension Int16: TensorElement {
    /// ``DataType/int16``.
    public static var dataType: DataType { .int16 }
}

extension Int32: TensorElement {
    /// ``DataType/int32``.
    public static var dataType: DataType { .int32 }
}

extension Int64: TensorElement {
    /// ``DataType/int64``.
    public static var dataType: DataType { .int64 }
}

extension Float: TensorElement {
    /// ``DataType/float32``.
    public static var dataType: DataType { .float32 }
}

extension Double: TensorElement {
    /// ``DataType/float64``.
    public static var dataType: DataType { .float64 }
}

extension Bool: TensorElement {
    /// ``DataType/bool``.
    public static var dataType: DataType { .bool }

    /// Reads a byte that is 0 or 1.
    public static func element(_ index: Int, in bytes: RawSpan) -> Bool { bytes.load(at: index, as: UInt8.self) != 0 }

    /// Writes the byte 0 or 1.
    public func write(to span: inout OutputRawSpan) { span.append(self ? 1 : 0) }
}

extension Tensor {
    /// Makes a tensor of numbers or truth values.
    ///
    /// - Parameters:
    ///   - values: the elements, in row-major order.
    ///   - shape: the lengths of the dimensions; one dimension if absent.
    /// - Throws: ``AviaryError`` with code `invalidArgument` when there are not as many values as the shape asks for.
    public init<Element: TensorElement>(_ values: [Element], shape: Shape? = nil) throws(AviaryError) {
        let shape = if let shape { shape } else { try Shape([values.count]) }
        let storage = TensorStorage(byteCount: values.count * MemoryLayout<Element>.size) { span in
            for value in values { value.write(to: &span) }
        }
        try self.init(Element.dataType, shape: shape, storage: storage)
    }

    /// The elements as Swift values.
    ///
    /// - Parameter type: the type of the elements; it must be that of the tensor.
    /// - Returns: the elements, in row-major order.
    /// - Complexity: O(elements).
    public func values<Element: TensorElement>(as type: Element.Type = Element.self) -> [Element] {
        precondition(Element.dataType == self.dataType, "\(self.dataType.rawValue) is not \(Element.dataType.rawValue)")
        var result: [Element] = []
        result.reserveCapacity(self.shape.elementCount)
        let bytes = self.bytes
        for index in 0..<self.shape.elementCount { result.append(Element.element(index, in: bytes)) }
        return result
    }
}
