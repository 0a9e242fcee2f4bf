internal import AviaryCore

extension Tensor {
    /// The elements as numbers, whatever their type; `nil` for strings.
    ///
    /// Beyond 2^53, whole numbers are rounded.
    func numbers() -> [Double]? {
        func all<Element: TensorElement>(_ type: Element.Type, _ number: (Element) -> Double) -> [Double] {
            self.values(as: type).map(number)
        }
        return switch self.dataType {
        case .bool: all(Bool.self) { $0 ? 1 : 0 }
        case .uint8: all(UInt8.self) { Double($0) }
        case .uint16: all(UInt16.self) { Double($0) }
        case .uint32: all(UInt32.self) { Double($0) }
        case .uint64: all(UInt64.self) { Double($0) }
        case .int8: all(Int8.self) { Double($0) }
        case .int16: all(Int16.self) { Double($0) }
        case .int32: all(Int32.self) { Double($0) }
        case .int64: all(Int64.self) { Double($0) }
        case .float32: all(Float.self) { Double($0) }
        case .float64: all(Double.self) { $0 }
        case .float16: self.halves { Double(Float16(bitPattern: $0)) }
        case .bfloat16: self.halves { Double(Float(bitPattern: UInt32($0) << 16)) }
        case .bytes: nil
        }
    }

    private func halves(_ number: (UInt16) -> Double) -> [Double] {
        let bytes = self.bytes
        return (0..<self.shape.elementCount).map { number(UInt16(littleEndian: bytes.load(at: $0 * 2))) }
    }

    /// How many elements a row has: those of the last dimension.
    var rowLength: Int { self.shape.dimensions.last ?? 1 }

    /// Whether each row of the batch is one element, as labels are.
    var hasOneElementARow: Bool { self.shape.elementCount == (self.shape.dimensions.first ?? 1) }

    /// Whether both have the same bytes.
    func isSame(as other: Tensor) -> Bool {
        let (own, others) = (self.bytes, other.bytes)
        guard own.byteCount == others.byteCount else { return false }
        let words = own.byteCount / 8
        for word in 0..<words {
            guard own.load(at: word * 8, as: UInt64.self) == others.load(at: word * 8, as: UInt64.self) else {
                return false
            }
        }
        for offset in words * 8..<own.byteCount {
            guard own.load(at: offset, as: UInt8.self) == others.load(at: offset, as: UInt8.self) else { return false }
        }
        return true
    }
}
