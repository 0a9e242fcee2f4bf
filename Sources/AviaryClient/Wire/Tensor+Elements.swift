package import AviaryCore

extension Tensor {
    /// The elements, each as the number, truth value or string that it is; numbers that are not finite as `nan`, `inf`
    /// and `-inf`.
    ///
    /// - Returns: the elements in row-major order.
    /// - Throws: ``AviaryError`` with code `invalidArgument` for bytes that are no text.
    package func elements() throws(AviaryError) -> [JSONValue] {
        switch self.dataType {
        case .bool: return self.values(as: Bool.self).map { .bool($0) }
        case .uint8: return self.numbers(UInt8.self)
        case .uint16: return self.numbers(UInt16.self)
        case .uint32: return self.numbers(UInt32.self)
        case .uint64: return self.numbers(UInt64.self)
        case .int8: return self.numbers(Int8.self)
        case .int16: return self.numbers(Int16.self)
        case .int32: return self.numbers(Int32.self)
        case .int64: return self.numbers(Int64.self)
        case .float16: return self.halves { Float(Float16(bitPattern: $0)) }
        case .bfloat16: return self.halves { Float(bitPattern: UInt32($0) << 16) }
        case .float32: return self.numbers(Float.self)
        case .float64: return self.numbers(Double.self)
        case .bytes:
            var strings: [JSONValue] = []
            for bytes in self.byteStrings() {
                guard let text = String(validating: bytes, as: UTF8.self) else {
                    throw AviaryError(.invalidArgument, "element \(strings.count) is not UTF-8, so it has no JSON form")
                }
                strings.append(.string(text))
            }
            return strings
        }
    }

    private func numbers<Number: TensorElement & LosslessStringConvertible>(_ type: Number.Type) -> [JSONValue] {
        self.values(as: Number.self).map { .number($0.description) }
    }

    private func halves(_ number: (UInt16) -> Float) -> [JSONValue] {
        let bytes = self.bytes
        return (0..<self.shape.elementCount).map { .number(number(bytes.load(at: 2 * $0)).description) }
    }
}
