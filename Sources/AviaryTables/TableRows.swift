package import AviaryCore

/// A row of a table, as it is written.
package struct TableRow: Sendable {
    /// The line on which it begins, from 1.
    package let line: Int
    /// The wanted columns' values: text as it is, anything else in JSON lines as JSON; `nil` where it is missing.
    package let values: [String?]
    /// What is wrong with the row: it has too few fields or too many, and no values.
    package let problem: String?
}

extension TableFile {
    /// Reads a few columns row by row, in memory that does not grow with the rows.
    ///
    /// A row of CSV with another number of fields than the header is told as such, and the rows after it are read. What leaves
    /// open where a row ends, or is no JSON, ends the reading.
    ///
    /// - Parameters:
    ///   - wanted: the columns' names.
    ///   - take: takes the rows in their order.
    /// - Throws: ``AviaryError`` for a column that is not there and for the first record that cannot be read, and what `take`
    ///   throws.
    package func rows(_ wanted: [String], _ take: (TableRow) throws(AviaryError) -> Void) throws(AviaryError) {
        for name in wanted where !self.columns.contains(name) {
            let known = self.columns.prefix(20).map { "'\($0)'" }.joined(separator: ", ")
            throw AviaryError(
                .invalidArgument,
                "'\(self.path)' has no column '\(name)'; it has \(known)",
                remedy: "the columns \(wanted.map { "'\($0)'" }.joined(separator: " and ")) are needed"
            )
        }
        switch self.body {
        case .csv(let parser, let offset, let line):
            let source = try FileSource(path: self.path, offset: offset)
            try self.read(source, CSVRecords(parser, wanted), line: line, take)
        case .jsonl(let parser):
            let source = try FileSource(path: self.path, offset: parser.offset)
            try self.read(source, JSONRecords(wanted: wanted), line: 1, take)
        case .parquet(let table, let parser):
            let places = Set(wanted.compactMap { self.columns.firstIndex(of: $0) })
            try self.read(try table.rows(places.contains), CSVRecords(parser, wanted), line: 1, take)
        }
    }

    private func read<Source: ByteSource & ~Copyable>(
        _ source: consuming Source,
        _ records: some RecordReader,
        line: Int,
        _ take: (TableRow) throws(AviaryError) -> Void
    ) throws(AviaryError) {
        var splitter = RecordSplitter(source, hasQuotedLines: records.hasQuotedLines, blockSize: self.blockSize)
        var line = line
        while true {
            var bytes: [UInt8]?
            do {
                bytes = try splitter.next()
            } catch let fault as RecordFault {
                throw fault.error(file: self.path, firstLine: line)
            } catch let error as AviaryError {
                throw error
            } catch {
                throw AviaryError(.internalError, "'\(self.path)' cannot be read: \(error)")
            }
            guard let bytes else { return }
            let rows: [TableRow]
            do throws(RecordFault) {
                rows = try records.rows(of: bytes, firstLine: line)
            } catch {
                throw error.error(file: self.path, firstLine: line)
            }
            for row in rows { try take(row) }
            line += bytes.count { $0 == 0x0A }
        }
    }
}

/// Turns whole records into rows.
private protocol RecordReader {
    /// Whether a line feed between quotes is part of a record.
    var hasQuotedLines: Bool { get }

    /// Reads the rows of a block.
    func rows(of bytes: [UInt8], firstLine: Int) throws(RecordFault) -> [TableRow]
}

private struct CSVRecords: RecordReader {
    private let parser: CSVParser
    /// Where a column's value goes; `nil` for one that is not wanted.
    private let places: [Int?]
    private let count: Int

    var hasQuotedLines: Bool { true }

    init(_ parser: CSVParser, _ wanted: [String]) {
        self.parser = parser
        self.places = parser.columns.map { wanted.firstIndex(of: $0) }
        self.count = wanted.count
    }

    func rows(of bytes: [UInt8], firstLine: Int) throws(RecordFault) -> [TableRow] {
        var rows: [TableRow] = []
        var fields = unsafe CSVFields(bytes.span.bytes, separator: self.parser.separator)
        while !fields.isAtEnd {
            if fields.takeBlankLine() { continue }
            let line = fields.line
            var values = [String?](repeating: nil, count: self.count)
            var column = 0
            repeat {
                let field = try fields.take()
                if column < self.places.count, let place = self.places[column] {
                    values[place] = try self.text(fields.bytes(of: field), line: line, column)
                }
                column += 1
            } while fields.takeSeparator()
            _ = try fields.takeLineEnd()
            let isWhole = column == self.places.count
            let problem = "the row has \(column) field\(column == 1 ? "" : "s"), the header has \(self.places.count)"
            rows.append(
                TableRow(line: firstLine + line, values: isWhole ? values : [], problem: isWhole ? nil : problem)
            )
        }
        return rows
    }

    private func text(_ bytes: [UInt8], line: Int, _ column: Int) throws(RecordFault) -> String? {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw RecordFault(
                line: line,
                column: self.parser.columns[column],
                "the text is not UTF-8",
                remedy: "save the table as UTF-8"
            )
        }
        return text.isEmpty || self.parser.missing.contains(text) ? nil : text
    }
}

private struct JSONRecords: RecordReader {
    let wanted: [String]

    var hasQuotedLines: Bool { false }

    func rows(of bytes: [UInt8], firstLine: Int) throws(RecordFault) -> [TableRow] {
        var rows: [TableRow] = []
        for (line, record) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated()
        where record.contains(where: { $0 > 0x20 }) {
            let value: JSONValue
            do throws(AviaryError) {
                value = try unsafe JSONValue(parsing: record.span.bytes)
            } catch {
                throw RecordFault(line: line, error.message, remedy: error.remedy)
            }
            rows.append(
                TableRow(line: firstLine + line, values: self.wanted.map { Self.text(value[$0]) }, problem: nil)
            )
        }
        return rows
    }

    private static func text(_ value: JSONValue?) -> String? {
        switch value {
        case nil, .null: nil
        case .string(let text): text.isEmpty ? nil : text
        case .bool, .number, .array, .object: value.map { String(decoding: $0.serialized(), as: UTF8.self) }
        }
    }
}
