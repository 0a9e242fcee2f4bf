internal import AviaryCore

/// Packs elements into a tensor's memory, one after the other.
///
/// Numbers come as text, so that each is rounded once, to the type it ends in.
struct TensorAssembler {
    private let dataType: DataType
    private var packed: [UInt8] = []
    private var count = 0

    /// Begins with no elements.
    init(_ dataType: DataType) { self.dataType = dataType }

    /// Adds an element.
    ///
    /// - Parameter element: a number, a truth value or a string; truth values and 0 and 1 stand for each other.
    /// - Throws: ``AviaryError`` with code `invalidArgument` when it is none of the type, or beyond its range.
    mutating func append(_ element: JSONValue) throws(AviaryError) {
        do throws(AviaryError) {
            try self.pack(element)
        } catch {
            throw error.at("element \(self.count)")
        }
        self.count += 1
    }

    /// Ends the packing.
    ///
    /// - Parameter shape: the lengths of the dimensions.
    /// - Returns: the tensor.
    /// - Throws: ``AviaryError`` with code `invalidArgument` when the elements are not as many as the shape has.
    func tensor(shape: Shape) throws(AviaryError) -> Tensor {
        guard shape.elementCount == self.count else {
            throw AviaryError(
                .invalidArgument,
                "shape \(shape) has \(shape.elementCount) elements, got \(self.count)"
            )
        }
        return try Tensor(self.dataType, shape: shape, storage: TensorStorage(copying: self.packed.span.bytes))
    }

    private mutating func pack(_ element: JSONValue) throws(AviaryError) {
        switch self.dataType {
        case .bool: self.pack(try self.integer(element, UInt8.self, upTo: 1))
        case .uint8: self.pack(try self.integer(element, UInt8.self))
        case .uint16: self.pack(try self.integer(element, UInt16.self))
        case .uint32: self.pack(try self.integer(element, UInt32.self))
        case .uint64: self.pack(try self.integer(element, UInt64.self))
        case .int8: self.pack(try self.integer(element, Int8.self))
        case .int16: self.pack(try self.integer(element, Int16.self))
        case .int32: self.pack(try self.integer(element, Int32.self))
        case .int64: self.pack(try self.integer(element, Int64.self))
        case .float16: self.pack(try self.float(element, Float16.self).bitPattern)
        case .bfloat16: self.pack(try self.float(element, Float.self).bfloat16)
        case .float32: self.pack(try self.float(element, Float.self).bitPattern)
        case .float64: self.pack(try self.float(element, Double.self).bitPattern)
        case .bytes:
            guard case .string(let text) = element, let length = UInt32(exactly: text.utf8.count) else {
                throw self.mismatch(element, "a string of less than 4 GiB")
            }
            self.pack(length)
            self.packed.append(contentsOf: text.utf8)
        }
    }

    private mutating func pack(_ bits: some FixedWidthInteger) {
        withUnsafeBytes(of: bits.littleEndian) { self.packed.append(contentsOf: $0) }
    }

    private func integer<Number: FixedWidthInteger>(
        _ element: JSONValue,
        _ type: Number.Type,
        upTo limit: Number = .max
    ) throws(AviaryError) -> Number {
        let number: Number? =
            switch element {
            case .bool(let flag): flag ? 1 : 0
            // A whole number may be written as 3.0 or 3e2.
            case .number(let text): Number(text) ?? Double(text).flatMap { Number(exactly: $0) }
            case .null, .string, .array, .object: nil
            }
        guard let number, number <= limit else {
            throw self.mismatch(element, "a whole number from \(Number.min) to \(limit)")
        }
        return number
    }

    private func float<Number: BinaryFloatingPoint & LosslessStringConvertible>(
        _ element: JSONValue,
        _ type: Number.Type
    ) throws(AviaryError) -> Number {
        switch element {
        case .bool(let flag): return flag ? 1 : 0
        case .number(let text):
            // Only a word says infinity: digits that round to it are beyond the range.
            let isWord = !text.utf8.contains(where: Self.isDigit)
            guard let number = Number(text), number.isFinite || isWord else {
                throw self.mismatch(element, isWord ? "a number" : "a number up to \(Number.greatestFiniteMagnitude)")
            }
            return number
        case .null, .string, .array, .object: throw self.mismatch(element, "a number")
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private func mismatch(_ element: JSONValue, _ expected: String) -> AviaryError {
        let found =
            switch element {
            case .null: "null"
            case .bool(let flag): "\(flag)"
            case .number(let text), .string(let text): "'\(text.prefix(64))'"
            case .array: "an array"
            case .object: "an object"
            }
        return AviaryError(.invalidArgument, "expected \(expected) (\(self.dataType.rawValue)), got \(found)")
    }
}

extension Float {
    /// The upper half of the number's bits, rounded to nearest, ties to even.
    fileprivate var bfloat16: UInt16 {
        let bits = self.bitPattern
        // Rounding could carry a NaN into infinity; the quiet bit keeps it one.
        guard !self.isNaN else { return UInt16(bits >> 16) | 0x40 }
        return UInt16((bits + 0x7FFF + (bits >> 16 & 1)) >> 16)
    }
}

extension TensorStorage {
    /// Copies bytes.
    convenience init(copying bytes: RawSpan) {
        self.init(byteCount: bytes.byteCount) { span in span.write(copying: bytes) }
    }
}

extension JSONReader {
    /// Takes an array, nested in any way, and adds its elements in the order in which they stand.
    ///
    /// - Parameters:
    ///   - assembler: takes the elements.
    ///   - depth: the nesting so far.
    /// - Returns: the lengths of the nesting, outermost first; `nil` when arrays at one level differ.
    /// - Throws: ``AviaryError`` for malformed JSON and for an element that is not of the type.
    mutating func elements(into assembler: inout TensorAssembler, depth: Int = 0) throws(AviaryError) -> [Int]? {
        guard depth < JSONReader.maximumDepth else {
            throw self.expected("arrays nested at most \(JSONReader.maximumDepth) deep")
        }
        var length = 0
        var inner: [Int]? = []
        try self.array { reader throws(AviaryError) in
            var lengths: [Int]? = []
            switch reader.peek() {
            case UInt8(ascii: "["): lengths = try reader.elements(into: &assembler, depth: depth + 1)
            case UInt8(ascii: "{"): throw reader.expected("a number, a truth value, a string or an array")
            default: try assembler.append(try reader.value())
            }
            if length == 0 {
                inner = lengths
            } else if inner != lengths {
                inner = nil
            }
            length += 1
        }
        return inner.map { [length] + $0 }
    }
}
