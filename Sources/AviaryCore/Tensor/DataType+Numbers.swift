extension DataType {
    /// An element as a number.
    ///
    /// - Parameters:
    ///   - index: which element, in row-major order; there is one.
    ///   - bytes: the elements.
    /// - Returns: the nearest number of 64 bits; 0 or 1 for a truth value; not a number for a string.
    @inline(__always)
    package func number(at index: Int, in bytes: RawSpan) -> Double {
        switch self {
        case .float32: Double(Float.element(index, in: bytes))
        case .float64: Double.element(index, in: bytes)
        case .float16: Double(Float16(bitPattern: UInt16.element(index, in: bytes)))
        case .bfloat16: Double(Float(bitPattern: UInt32(UInt16.element(index, in: bytes)) << 16))
        case .bool, .uint8: Double(UInt8.element(index, in: bytes))
        case .uint16: Double(UInt16.element(index, in: bytes))
        case .uint32: Double(UInt32.element(index, in: bytes))
        case .uint64: Double(UInt64.element(index, in: bytes))
        case .int8: Double(Int8.element(index, in: bytes))
        case .int16: Double(Int16.element(index, in: bytes))
        case .int32: Double(Int32.element(index, in: bytes))
        case .int64: Double(Int64.element(index, in: bytes))
        case .bytes: .nan
        }
    }

    /// Whether the elements are floating-point numbers, some of which are not finite.
    package var isFloat: Bool {
        switch self {
        case .float16, .bfloat16, .float32, .float64: true
        case .bool, .uint8, .uint16, .uint32, .uint64, .int8, .int16, .int32, .int64, .bytes: false
        }
    }
}

extension Tensor {
    /// The sum of the squares of some elements that are finite, and how many are not.
    ///
    /// - Parameter range: which elements.
    /// - Returns: the sum and the number of the others.
    /// - Complexity: O(elements).
    package func squares(_ range: Range<Int>) -> (sum: Double, missing: Int) {
        let bytes = self.bytes
        @inline(__always)
        func add(_ element: (_ index: Int, _ bytes: RawSpan) -> Double) -> (sum: Double, missing: Int) {
            var sum = 0.0
            var missing = 0
            for index in range {
                let number = element(index, bytes)
                let isFinite = number.isFinite
                sum += isFinite ? number * number : 0
                missing += isFinite ? 0 : 1
            }
            return (sum, missing)
        }
        return self.withFloats { add($0) } ?? add { self.dataType.number(at: $0, in: $1) }
    }
}
