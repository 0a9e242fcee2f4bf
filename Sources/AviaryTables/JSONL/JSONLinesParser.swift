internal import AviaryCore

/// Parses a flat JSON object a line: numbers, strings, `true` and `false` as words, `null` and what is not there as missing.
struct JSONLinesParser: RecordParser {
    let columns: [String]
    /// Where the first record begins, in bytes.
    let offset: Int
    private let places: [String: Int]

    var hasQuotedLines: Bool { false }

    /// Finds the columns.
    ///
    /// - Parameters:
    ///   - head: the file's first bytes.
    ///   - name: what errors call the file.
    /// - Throws: ``AviaryError`` where there is no object.
    init(head: [UInt8], name: String) throws(AviaryError) {
        self.offset = head.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var columns: [String] = []
        var places: [String: Int] = [:]
        var line = 0
        var start = self.offset
        while start < head.count {
            let end = head[start...].firstIndex(of: 0x0A) ?? head.count
            // The last line may be cut off; the only one is not.
            if end == head.count, line > 0 { break }
            line += 1
            let span = unsafe head.span.bytes.extracting(start..<end)
            start = end + 1
            guard !Self.isBlank(span) else { continue }
            do throws(AviaryError) {
                var reader = JSONReader(span, isRewritten: true)
                try reader.object { reader, key throws(AviaryError) in
                    let column = try reader.text(of: key)
                    if places.updateValue(columns.count, forKey: column) == nil {
                        columns.append(column)
                    } else {
                        places[column] = columns.firstIndex(of: column)
                    }
                    try reader.skip()
                }
            } catch {
                throw error.at("'\(name)', line \(line)")
            }
        }
        guard !columns.isEmpty else {
            throw AviaryError(.invalidArgument, "'\(name)' is empty; a JSON object a line was expected")
        }
        self.columns = columns
        self.places = places
    }

    private static func isBlank(_ span: RawSpan) -> Bool {
        for index in 0..<span.byteCount where span.byte(at: index) > 0x20 { return false }
        return true
    }

    func piece(of bytes: [UInt8], _ readings: [ColumnReading]) throws(RecordFault) -> TablePiece {
        let span = unsafe bytes.span.bytes
        var lines = 0
        for index in 0..<span.byteCount { lines &+= span.byte(at: index) == 0x0A ? 1 : 0 }
        // An object takes two bytes at least.
        var sink = ColumnSinks(readings, capacity: min(lines + 1, span.byteCount / 2 + 1))
        var (start, line) = (0, 0)
        while start < span.byteCount {
            var end = start
            while end < span.byteCount, span.byte(at: end) != 0x0A { end &+= 1 }
            let record = span.extracting(start..<end)
            if !Self.isBlank(record) { try self.take(record, readings, &sink, line: line) }
            start = end + 1
            line += 1
        }
        return sink.piece(lines: lines, bytes: bytes.count, missing: [])
    }

    private func take(
        _ record: RawSpan,
        _ readings: [ColumnReading],
        _ sink: inout ColumnSinks,
        line: Int
    ) throws(RecordFault) {
        var seen = Array(repeating: false, count: readings.count)
        var current: String?
        do throws(AviaryError) {
            var reader = JSONReader(record, isRewritten: true)
            try reader.object { reader, key throws(AviaryError) in
                let name = try reader.text(of: key)
                current = name
                guard let column = self.places[name] else {
                    throw AviaryError(
                        .invalidArgument,
                        "the first rows have no such member",
                        remedy: "name every column in the first row, as null where it is missing"
                    )
                }
                guard !seen[column] else { throw AviaryError(.invalidArgument, "the member occurs twice") }
                seen[column] = true
                try Self.takeValue(&reader, &sink, column, readings[column], line)
                current = nil
            }
            try reader.end()
        } catch {
            var fault = RecordFault(line: line, column: current, error.message, remedy: error.remedy)
            fault.line = line
            throw fault
        }
        for (column, reading) in readings.enumerated() where reading == .words && !seen[column] {
            sink.addMissingWord(column)
        }
        sink.endRow()
    }

    private static func takeValue(
        _ reader: inout JSONReader,
        _ sink: inout ColumnSinks,
        _ column: Int,
        _ reading: ColumnReading,
        _ line: Int
    ) throws(AviaryError) {
        guard reading != .skip else { return try reader.skip() }
        let value = try reader.value()
        let word: String
        switch value {
        case .null:
            if reading == .words { sink.addMissingWord(column) }
            return
        case .number(let text):
            if reading == .numbers {
                // JSON's numbers are all numbers; those beyond a double's range are infinite.
                if case .number(let number) = NumberText.value(of: Array(text.utf8), missing: []) {
                    sink.add(number, column)
                }
                return
            }
            word = text
        case .string(let text): word = text
        case .bool(let flag): word = flag ? "true" : "false"
        case .array, .object:
            throw AviaryError(
                .invalidArgument,
                "a value is a number, a string, true, false or null, got a nested one",
                remedy: "name the columns to read by --column, or write its members as columns of their own"
            )
        }
        switch reading {
        case .numbers: sink.addStray(Array(word.utf8), line: line, column)
        case .words: _ = unsafe sink.add(word: Array(word.utf8).span.bytes, column)
        case .skip: break
        }
    }
}
