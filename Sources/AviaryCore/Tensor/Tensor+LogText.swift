/// Tensors as the prediction log writes them: as JSON as far as JSON goes.
extension Tensor {
    /// The fewest bytes that the elements take as JSON, commas included.
    package var jsonFloor: Int {
        let count = self.shape.elementCount
        guard count > 0 else { return 0 }
        // A string has its bytes and two quotes; anything else a digit at least.
        return self.dataType == .bytes ? self.range.count - count - 1 : 2 * count - 1
    }

    /// The elements as JSON, with commas between them.
    ///
    /// A number that is not finite is `null`; a half-precision number is written as any other; bytes that are not UTF-8 are
    /// replaced. Then the text is not exact.
    ///
    /// - Returns: the text, and whether a request with it has the same elements.
    /// - Complexity: O(bytes).
    package var logText: (text: [UInt8], isExact: Bool) {
        if let text = try? self.jsonText() { return (text, true) }
        let words: [String] =
            switch self.dataType {
            case .float32: self.values(as: Float.self).map { Self.word($0) }
            case .float64: self.values(as: Double.self).map { Self.word($0) }
            case .float16: self.halves.map { Self.word(Float16(bitPattern: $0)) }
            case .bfloat16: self.halves.map { Self.word(Float(bitPattern: UInt32($0) << 16)) }
            default: self.repairedStrings
            }
        return (Array(words.joined(separator: ",").utf8), false)
    }

    /// The first element as text; `nil` where there is none.
    package var firstText: String? {
        guard self.shape.elementCount > 0 else { return nil }
        if self.dataType == .bytes {
            var elements = StringElements()
            guard let range = try? elements.next(in: self.bytes) else { return nil }
            return String(decoding: range.lazy.map { self.bytes.load(at: $0, as: UInt8.self) }, as: UTF8.self)
        }
        guard let size = self.dataType.byteCount, let one = try? Shape([1]) else { return nil }
        let start = self.range.lowerBound
        let first = Tensor(
            unchecked: self.dataType,
            shape: one,
            storage: self.storage,
            range: start..<start + size
        )
        return String(decoding: first.logText.text, as: UTF8.self)
    }

    private static func word(_ number: some BinaryFloatingPoint & CustomStringConvertible) -> String {
        number.isFinite ? number.description : "null"
    }

    private var halves: [UInt16] {
        (0..<self.shape.elementCount).map { UInt16.element($0, in: self.bytes) }
    }

    private var repairedStrings: [String] {
        var words: [String] = []
        var elements = StringElements()
        while let range = try? elements.next(in: self.bytes) {
            let text = String(decoding: range.lazy.map { self.bytes.load(at: $0, as: UInt8.self) }, as: UTF8.self)
            words.append(String(decoding: JSONValue.string(text).serialized(), as: UTF8.self))
        }
        return words
    }
}
