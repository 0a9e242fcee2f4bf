extension Tensor {
    /// The most characters of a label or category.
    package static let maximumWord = 64

    /// Whether there are no elements, or only strings without a byte.
    package var isBlank: Bool {
        guard self.shape.elementCount > 0 else { return true }
        // Each string has 4 bytes of length.
        return self.dataType == .bytes && self.range.count == 4 * self.shape.elementCount
    }

    /// Whether all lengths but the first are 1, and there is a row.
    package var hasOneElementPerRow: Bool {
        self.shape.elementCount > 0 && self.shape.elementCount == self.shape.dimensions.first ?? 1
    }

    /// What an element of integers, truth values or strings says, bounded to ``maximumWord`` characters.
    ///
    /// Numbers up to 15 digits become text without memory of their own.
    ///
    /// - Parameters:
    ///   - index: which element, in row-major order.
    ///   - names: the words that numbers stand for, by their index.
    /// - Returns: the word; `nil` for a floating-point number, and where there is no such element.
    /// - Complexity: O(1), for strings O(`index`).
    package func word(at index: Int, names: [String]? = nil) -> String? {
        guard index < self.shape.elementCount else { return nil }
        func text<Number: BinaryInteger & TensorElement>(_ type: Number.Type) -> String {
            let number = Number.element(index, in: self.bytes)
            if let names, let index = Int(exactly: number), names.indices.contains(index) {
                return bounded(names[index])
            }
            return "\(number)"
        }
        switch self.dataType {
        case .bool, .uint8: return text(UInt8.self)
        case .uint16: return text(UInt16.self)
        case .uint32: return text(UInt32.self)
        case .uint64: return text(UInt64.self)
        case .int8: return text(Int8.self)
        case .int16: return text(Int16.self)
        case .int32: return text(Int32.self)
        case .int64: return text(Int64.self)
        case .bytes:
            var elements = StringElements()
            for _ in 0..<index { _ = try? elements.next(in: self.bytes) }
            guard let range = try? elements.next(in: self.bytes) else { return nil }
            return self.word(in: range)
        case .float16, .bfloat16, .float32, .float64: return nil
        }
    }

    /// The beginning of a string; other bytes than UTF-8 are replaced.
    ///
    /// - Parameter range: where the string's bytes lie in ``bytes``.
    /// - Returns: at most ``maximumWord`` characters.
    package func word(in range: Range<Int>) -> String {
        // A character takes 4 bytes at most, unless it is put together from several.
        let kept = self.bytes.extracting(range.prefix(4 * Self.maximumWord))
        return bounded(unsafe kept.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) })
    }
}

/// A word of at most ``Tensor/maximumWord`` characters.
///
/// - Parameter name: any text.
/// - Returns: its beginning.
package func bounded(_ name: String) -> String {
    name.utf8.count <= Tensor.maximumWord ? name : String(name.prefix(Tensor.maximumWord))
}
