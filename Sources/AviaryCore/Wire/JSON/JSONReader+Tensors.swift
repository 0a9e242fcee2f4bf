extension JSONReader {
    /// Takes a tensor's `data`: an array, flat or nested in any way, of as many elements as the shape has.
    ///
    /// Numbers go from the text straight into the tensor's memory.
    ///
    /// - Parameters:
    ///   - dataType: the type of the elements.
    ///   - shape: the lengths of the dimensions.
    /// - Returns: the tensor.
    /// - Throws: ``AviaryError`` for malformed JSON, an element of another type or beyond its range, and a wrong count.
    /// - Complexity: O(bytes); memory only for as many elements as the text can hold.
    mutating func tensor(_ dataType: DataType, shape: Shape) throws(AviaryError) -> Tensor {
        let count = shape.elementCount
        // An element and its comma take at least two bytes: a shape alone cannot make us reserve memory.
        guard count <= (self.bytes.byteCount - self.index) / 2 + 1 else {
            throw AviaryError(
                .invalidArgument,
                "shape \(shape) asks for \(count) elements, the \(self.bytes.byteCount - self.index) bytes that follow "
                    + "cannot hold so many"
            )
        }
        let storage: TensorStorage
        switch dataType {
        case .bool:
            storage = try self.storage(count) { reader throws(AviaryError) in UInt8(try reader.bool() ? 1 : 0) }
        case .uint8: storage = try self.integers(count, UInt8.self)
        case .uint16: storage = try self.integers(count, UInt16.self)
        case .uint32: storage = try self.integers(count, UInt32.self)
        case .uint64: storage = try self.integers(count, UInt64.self)
        case .int8: storage = try self.integers(count, Int8.self)
        case .int16: storage = try self.integers(count, Int16.self)
        case .int32: storage = try self.integers(count, Int32.self)
        case .int64: storage = try self.integers(count, Int64.self)
        case .float32:
            storage = try self.storage(count) { reader throws(AviaryError) in try reader.floatingPoint(Float.self) }
        case .float64:
            storage = try self.storage(count) { reader throws(AviaryError) in try reader.floatingPoint(Double.self) }
        case .bytes:
            storage = try self.strings(count)
        case .float16, .bfloat16:
            throw AviaryError(
                .invalidArgument,
                "\(dataType.rawValue) has no JSON form",
                remedy: "send it as a binary tensor with 'binary_data_size'"
            )
        }
        return Tensor(unchecked: dataType, shape: shape, storage: storage, range: 0..<storage.byteCount)
    }

    private mutating func integers<Number: FixedWidthInteger & AnyBits>(
        _ count: Int,
        _ type: Number.Type
    ) throws(AviaryError) -> TensorStorage {
        try self.storage(count) { reader throws(AviaryError) in try reader.integer(Number.self) }
    }

    /// Reads elements of fixed size into new storage.
    @inline(__always)
    private mutating func storage<Element: AnyBits>(
        _ count: Int,
        _ element: (inout JSONReader) throws(AviaryError) -> Element
    ) throws(AviaryError) -> TensorStorage {
        try TensorStorage(byteCount: count * MemoryLayout<Element>.size) { span throws(AviaryError) in
            var walk = ArrayWalk(count: count)
            while try walk.next(&self) { span.write(try element(&self)) }
        }
    }

    /// Reads strings: their packed size is known only afterwards.
    private mutating func strings(_ count: Int) throws(AviaryError) -> TensorStorage {
        var packed: [UInt8] = []
        packed.reserveCapacity(count * 8)
        var walk = ArrayWalk(count: count)
        while try walk.next(&self) { try self.string(into: &packed) }
        return TensorStorage(byteCount: packed.count) { span in unsafe span.write(copying: packed.span.bytes) }
    }
}

/// Walks the elements of an array that may be nested in any way, and counts them.
private struct ArrayWalk {
    private let count: Int
    private var taken = 0
    private var depth = 0
    /// Whether a value has just ended, so that a comma or a bracket must follow.
    private var afterValue = false

    init(count: Int) { self.count = count }

    /// Moves to the next element, which the caller must take.
    ///
    /// - Returns: whether there is one; if not, the array has ended with the right count.
    @inline(__always)
    mutating func next(_ reader: inout JSONReader) throws(AviaryError) -> Bool {
        if self.afterValue, reader.peek() == UInt8(ascii: ",") {
            reader.index += 1
            let byte = reader.peek()
            if byte != UInt8(ascii: "["), byte != UInt8(ascii: "]") {
                self.taken += 1
                guard self.taken <= self.count else { throw self.tooMany(&reader) }
                return true
            }
            guard byte == UInt8(ascii: "[") else { throw reader.expected("an element after the comma") }
            self.afterValue = false
        }
        return try self.nextAcrossBrackets(&reader)
    }

    private mutating func nextAcrossBrackets(_ reader: inout JSONReader) throws(AviaryError) -> Bool {
        while true {
            switch (reader.peek(), self.afterValue) {
            case (UInt8(ascii: "["), false):
                guard self.depth < JSONReader.maximumDepth else { throw reader.tooDeep() }
                reader.index += 1
                self.depth += 1
                if reader.peek() == UInt8(ascii: "]") {
                    // An empty array is a value: what follows it is a comma or a bracket.
                    reader.index += 1
                    self.depth -= 1
                    self.afterValue = true
                    if self.depth == 0 { return try self.finish(&reader) }
                }
            case (UInt8(ascii: "]"), true):
                reader.index += 1
                self.depth -= 1
                if self.depth == 0 { return try self.finish(&reader) }
            case (UInt8(ascii: ","), true):
                reader.index += 1
                self.afterValue = false
                guard reader.peek() != UInt8(ascii: "]") else { throw reader.expected("an element after the comma") }
            case (_, true):
                throw reader.expected("',' or ']' in data")
            case (_, false):
                guard self.depth > 0 else { throw reader.expected("an array of data") }
                self.taken += 1
                guard self.taken <= self.count else { throw self.tooMany(&reader) }
                self.afterValue = true
                return true
            }
        }
    }

    private func finish(_ reader: inout JSONReader) throws(AviaryError) -> Bool {
        guard self.taken == self.count else {
            throw AviaryError(
                .invalidArgument,
                "data has \(self.taken) elements, the shape asks for \(self.count)"
            )
        }
        return false
    }

    private func tooMany(_ reader: inout JSONReader) -> AviaryError {
        reader.malformed("data has more elements than the \(self.count) that the shape asks for")
    }
}
