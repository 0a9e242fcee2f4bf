internal import AviaryCore

/// Parses records of RFC 4180, and what is usual beside it: other separators, and lines that end with a line feed alone.
struct CSVParser: RecordParser {
    let separator: UInt8
    let columns: [String]
    let missing: Set<String>

    var hasQuotedLines: Bool { true }

    func piece(of bytes: [UInt8], _ readings: [ColumnReading]) throws(RecordFault) -> TablePiece {
        let span = unsafe bytes.span.bytes
        let lines = self.lineFeeds(span)
        // A row has a byte for each column at least, so that blank lines take no memory.
        let capacity = min(lines + 1, span.byteCount / readings.count + 1)
        var sink = ColumnSinks(readings, capacity: capacity)
        var fields = CSVFields(span, separator: self.separator)
        while !fields.isAtEnd {
            if fields.takeBlankLine() {
                // As in pandas a blank line is no row; only where there is one column it may be a missing value.
                if readings.count == 1, !fields.isAtEnd { sink.addMissingRow() }
                continue
            }
            let line = fields.line
            for (column, reading) in readings.enumerated() {
                do throws(RecordFault) {
                    switch reading {
                    case .numbers: try self.takeNumber(&fields, &sink, column)
                    case .words: try self.takeWord(&fields, &sink, column)
                    case .skip: _ = try fields.take()
                    }
                } catch {
                    var fault = error
                    fault.column = self.columns[column]
                    throw fault
                }
                guard column + 1 < readings.count else { break }
                guard fields.takeSeparator() else {
                    _ = try fields.takeLineEnd()
                    throw self.short(fields: column + 1, line: line)
                }
            }
            guard try fields.takeLineEnd() else { throw try self.long(&fields, line: line) }
            sink.endRow()
        }
        return sink.piece(lines: lines, bytes: bytes.count, missing: self.missing)
    }

    @inline(__always)
    private func takeNumber(
        _ fields: inout CSVFields,
        _ sink: inout ColumnSinks,
        _ column: Int
    ) throws(RecordFault) {
        if let number = fields.takeNumber() { return sink.add(number, column) }
        let line = fields.line
        let field = try fields.take()
        switch NumberText.value(of: fields.bytes(of: field), missing: self.missing) {
        case .missing: sink.add(.nan, column)
        case .number(let number): sink.add(number, column)
        case .word: sink.addStray(fields.bytes(of: field), line: line, column)
        }
    }

    @inline(__always)
    private func takeWord(_ fields: inout CSVFields, _ sink: inout ColumnSinks, _ column: Int) throws(RecordFault) {
        let line = fields.line
        let field = try fields.take()
        let isNew: Bool
        if field.hasDoubledQuotes {
            isNew = unsafe sink.add(word: fields.bytes(of: field).span.bytes, column)
        } else {
            isNew = sink.add(word: fields.span.extracting(field.range), column)
        }
        if isNew, String(validating: fields.bytes(of: field), as: UTF8.self) == nil {
            throw RecordFault(line: line, "the text is not UTF-8", remedy: "save the table as UTF-8")
        }
    }

    private func short(fields: Int, line: Int) -> RecordFault {
        RecordFault(
            line: line,
            column: self.columns[fields],
            "the row has \(Self.count(fields)), the header has \(self.columns.count)",
            remedy: "every row has a field for each column"
        )
    }

    private func long(_ fields: inout CSVFields, line: Int) throws(RecordFault) -> RecordFault {
        var count = self.columns.count
        while fields.takeSeparator() {
            _ = try fields.take()
            count += 1
        }
        return RecordFault(
            line: line,
            "the row has \(Self.count(count)), the header has \(self.columns.count)",
            remedy: "a field with the separator in it stands in quotes"
        )
    }

    private static func count(_ fields: Int) -> String { fields == 1 ? "1 field" : "\(fields) fields" }

    private func lineFeeds(_ bytes: RawSpan) -> Int {
        var count = 0
        for index in 0..<bytes.byteCount { count &+= bytes.byte(at: index) == 0x0A ? 1 : 0 }
        return count
    }
}
