internal import AviaryCore

/// Goes through records field by field.
struct CSVFields: ~Escapable {
    /// Where a field lies.
    struct Field {
        /// Its bytes, without the quotes around it.
        let range: Range<Int>
        /// Whether a quote in it is written twice.
        let hasDoubledQuotes: Bool
    }

    let span: RawSpan
    private let separator: UInt8
    private(set) var index = 0
    /// The line, from 0.
    private(set) var line = 0

    /// Begins before the first field.
    ///
    /// - Parameters:
    ///   - span: whole records.
    ///   - separator: the byte between fields.
    @_lifetime(copy span)
    init(_ span: RawSpan, separator: UInt8) {
        self.span = span
        self.separator = separator
    }

    var isAtEnd: Bool { self.index >= self.span.byteCount }

    /// A field's bytes, with each doubled quote once.
    func bytes(of field: Field) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(field.range.count)
        var index = field.range.lowerBound
        while index < field.range.upperBound {
            let byte = self.span.byte(at: index)
            bytes.append(byte)
            index += byte == UInt8(ascii: "\"") && field.hasDoubledQuotes ? 2 : 1
        }
        return bytes
    }

    /// Takes a line without anything in it.
    @inline(__always)
    mutating func takeBlankLine() -> Bool {
        let byte = self.span.byte(at: self.index)
        if byte == 0x0A {
            self.index &+= 1
        } else if byte == 0x0D, self.span.byte(at: self.index &+ 1) == 0x0A {
            self.index &+= 2
        } else {
            return false
        }
        self.line &+= 1
        return true
    }

    /// Takes the separator, if it is there.
    @inline(__always)
    mutating func takeSeparator() -> Bool {
        guard self.span.byte(at: self.index) == self.separator, !self.isAtEnd else { return false }
        self.index &+= 1
        return true
    }

    /// Takes the end of a record, if it is there.
    ///
    /// - Throws: ``RecordFault`` for a carriage return that stands alone.
    @inline(__always)
    mutating func takeLineEnd() throws(RecordFault) -> Bool {
        if self.isAtEnd { return true }
        if self.takeBlankLine() { return true }
        if self.span.byte(at: self.index) == 0x0D {
            throw RecordFault(
                line: self.line,
                "a carriage return stands without a line feed",
                remedy: "lines end with a line feed, or with both"
            )
        }
        return false
    }

    /// Takes a field that is a plain number or empty (NaN); `nil`, and nothing taken, for any other.
    @inline(__always)
    mutating func takeNumber() -> Double? {
        var index = self.index
        if self.isEnd(index) { return .nan }
        guard let number = NumberText.takePlain(self.span, &index), self.isEnd(index) else { return nil }
        self.index = index
        return number
    }

    @inline(__always)
    private func isEnd(_ index: Int) -> Bool {
        let byte = self.span.byte(at: index)
        return byte == self.separator || byte == 0x0A || byte == 0x0D || index >= self.span.byteCount
    }

    /// Takes any field.
    ///
    /// - Throws: ``RecordFault`` for quotes that are not closed, or stand where they may not.
    @inline(__always)
    mutating func take() throws(RecordFault) -> Field {
        let start = self.index
        if self.span.byte(at: start) == UInt8(ascii: "\"") { return try self.takeQuoted() }
        while !self.isEnd(self.index) {
            if self.span.byte(at: self.index) == UInt8(ascii: "\"") {
                throw RecordFault(
                    line: self.line,
                    "a quote stands in a field that does not begin with one",
                    remedy: "put quotes around the field, and write each quote in it twice"
                )
            }
            self.index &+= 1
        }
        return Field(range: start..<self.index, hasDoubledQuotes: false)
    }

    private mutating func takeQuoted() throws(RecordFault) -> Field {
        let opened = self.line
        self.index += 1
        let start = self.index
        var hasDoubledQuotes = false
        while !self.isAtEnd {
            let byte = self.span.byte(at: self.index)
            self.index += 1
            if byte == 0x0A { self.line += 1 }
            guard byte == UInt8(ascii: "\"") else { continue }
            if self.span.byte(at: self.index) == UInt8(ascii: "\"") {
                hasDoubledQuotes = true
                self.index += 1
                continue
            }
            guard self.isEnd(self.index) else {
                throw RecordFault(
                    line: self.line,
                    "after a closing quote comes the separator or the end of the line",
                    remedy: "write a quote inside quotes twice"
                )
            }
            return Field(range: start..<self.index - 1, hasDoubledQuotes: hasDoubledQuotes)
        }
        throw RecordFault(line: opened, "a quote is opened and never closed", remedy: "close it, or write it twice")
    }
}
