package import AviaryCore

/// A small CSV text as a whole, every field as it is written.
package struct CSVRows: Sendable, Equatable {
    /// The header's fields.
    package let columns: [String]
    /// Each row's fields.
    package let rows: [[String]]

    /// Reads a text.
    ///
    /// - Parameters:
    ///   - bytes: the text.
    ///   - separator: the byte between fields; `nil` to look which it is.
    /// - Throws: ``AviaryError`` for the first record that cannot be read.
    package init(_ bytes: [UInt8], separator: UInt8? = nil) throws(AviaryError) {
        let head = try CSVHead(bytes, name: "text", separator: separator)
        let rest = Array(bytes[head.offset...])
        let parser = CSVParser(separator: head.separator, columns: head.columns, missing: [])
        var rows: [[String]] = []
        do throws(RecordFault) {
            // The parser for columns must come to the same end.
            _ = try parser.piece(of: rest, Array(repeating: .words, count: head.columns.count))
            var fields = unsafe CSVFields(rest.span.bytes, separator: head.separator)
            while !fields.isAtEnd {
                if fields.takeBlankLine() { continue }
                var row: [String] = []
                repeat {
                    row.append(String(decoding: fields.bytes(of: try fields.take()), as: UTF8.self))
                } while fields.takeSeparator()
                _ = try fields.takeLineEnd()
                rows.append(row)
            }
        } catch {
            throw error.error(file: "text", firstLine: head.line)
        }
        (self.columns, self.rows) = (head.columns, rows)
    }
}
