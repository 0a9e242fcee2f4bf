extension Tensor {
    /// The most bytes that the elements take as JSON, commas included.
    var jsonBound: Int {
        let count = self.shape.elementCount
        switch self.dataType {
        case .bool: return 6 * count
        case .uint8, .int8: return 5 * count
        case .uint16, .int16: return 7 * count
        case .uint32, .int32: return 12 * count
        case .uint64, .int64: return 21 * count
        case .float32: return 16 * count
        case .float64: return 25 * count
        case .bytes: return 6 * self.range.count + 3 * count
        case .float16, .bfloat16: return 0
        }
    }

    /// Writes the elements with commas between them.
    ///
    /// - Parameter span: has room for ``jsonBound`` bytes.
    /// - Throws: ``AviaryError`` with code `invalidArgument` for what JSON cannot say.
    func writeJSON(to span: inout OutputRawSpan) throws(AviaryError) {
        switch self.dataType {
        case .bool:
            self.write(to: &span) { span, flag in flag ? span.write(ascii: "true") : span.write(ascii: "false") }
        case .uint8: self.writeIntegers(UInt8.self, to: &span)
        case .uint16: self.writeIntegers(UInt16.self, to: &span)
        case .uint32: self.writeIntegers(UInt32.self, to: &span)
        case .uint64: self.writeIntegers(UInt64.self, to: &span)
        case .int8: self.writeIntegers(Int8.self, to: &span)
        case .int16: self.writeIntegers(Int16.self, to: &span)
        case .int32: self.writeIntegers(Int32.self, to: &span)
        case .int64: self.writeIntegers(Int64.self, to: &span)
        case .float32: try self.writeFloats(Float.self, to: &span)
        case .float64: try self.writeFloats(Double.self, to: &span)
        case .bytes: try self.writeStrings(to: &span)
        case .float16, .bfloat16: throw self.needsBinary("\(self.dataType.rawValue) has no JSON form")
        }
    }

    @inline(__always)
    private func write<Element: TensorElement, Failure: Error>(
        to span: inout OutputRawSpan,
        _ write: (inout OutputRawSpan, Element) throws(Failure) -> Void
    ) throws(Failure) {
        let bytes = self.bytes
        for index in 0..<self.shape.elementCount {
            if index > 0 { span.append(UInt8(ascii: ",")) }
            try write(&span, Element.element(index, in: bytes))
        }
    }

    private func writeIntegers<Number: FixedWidthInteger & TensorElement>(
        _ type: Number.Type,
        to span: inout OutputRawSpan
    ) {
        self.write(to: &span) { (span: inout OutputRawSpan, number: Number) in span.write(decimal: number) }
    }

    private func writeFloats<Number: BinaryFloatingPoint & CustomStringConvertible & TensorElement>(
        _ type: Number.Type,
        to span: inout OutputRawSpan
    ) throws(AviaryError) {
        try self.write(to: &span) { (span: inout OutputRawSpan, number: Number) throws(AviaryError) in
            guard number.isFinite else { throw self.needsBinary("\(number) has no JSON form") }
            span.write(shortest: number)
        }
    }

    private func writeStrings(to span: inout OutputRawSpan) throws(AviaryError) {
        let bytes = self.bytes
        var elements = StringElements()
        var isFirst = true
        while let range = try elements.next(in: bytes) {
            if !isFirst { span.append(UInt8(ascii: ",")) }
            isFirst = false
            let valid = unsafe bytes.extracting(range).withUnsafeBytes { unsafe String(validating: $0, as: UTF8.self) }
            guard let text = valid else { throw self.needsBinary("an element is not UTF-8, so it has no JSON form") }
            span.writeJSON(text)
        }
    }

    private func needsBinary(_ reason: String) -> AviaryError {
        AviaryError(
            .invalidArgument,
            reason,
            remedy: "ask for the output in binary, with its parameter 'binary_data': true"
        )
    }
}

extension Tensor {
    /// The elements as JSON, with commas between them.
    ///
    /// - Throws: ``AviaryError`` for what JSON cannot say.
    func jsonText() throws(AviaryError) -> [UInt8] {
        let storage = UnsafeMutableRawBufferPointer.allocate(byteCount: self.jsonBound, alignment: 1)
        defer { unsafe storage.deallocate() }
        var span = unsafe OutputRawSpan(buffer: storage, initializedCount: 0)
        try self.writeJSON(to: &span)
        let count = unsafe span.finalize(for: storage)
        return unsafe Array(storage[..<count])
    }
}
