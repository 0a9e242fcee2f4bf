internal import AviaryCore

/// The beginning of a CSV file: its separator and columns, and what the first rows seem to hold.
struct CSVHead {
    /// The separators that are looked for.
    static let separators: [UInt8] = [0x2C, 0x3B, 0x09, 0x7C]
    private static let sampledRows = 50

    let separator: UInt8
    let columns: [String]
    /// Where the first row begins, in bytes.
    let offset: Int
    /// The line of the first row, from 1.
    let line: Int
    /// What makes it doubtful that this is the header that was meant, a sentence each.
    let doubts: [String]

    /// Reads the beginning.
    ///
    /// - Parameters:
    ///   - bytes: the file's first bytes.
    ///   - name: what errors call the file.
    ///   - separator: the byte between fields; `nil` to look which it is.
    /// - Throws: ``AviaryError`` where there is no header.
    init(_ bytes: [UInt8], name: String, separator: UInt8?) throws(AviaryError) {
        try Self.checkKind(bytes, name)
        let mark = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let text = Array(bytes[mark...])
        guard text.contains(where: { $0 != 0x0A && $0 != 0x0D && $0 != 0x20 && $0 != 0x09 }) else {
            throw AviaryError(
                .invalidArgument,
                "'\(name)' is empty; a line with the columns' names and rows were expected"
            )
        }
        self.separator = separator ?? Self.likelySeparator(text)
        var fields = CSVFields(unsafe text.span.bytes, separator: self.separator)
        do throws(RecordFault) {
            while fields.takeBlankLine() {}
            self.columns = try Self.names(&fields)
        } catch {
            throw error.error(file: name, firstLine: 1)
        }
        self.offset = mark + fields.index
        self.line = fields.line + 1
        self.doubts = Self.doubts(self.columns, text, name)
        try self.check(text, name, given: separator)
    }

    /// Separators that are too common in text to be looked for.
    private static let textSeparators: [UInt8] = [0x20, 0x3A]

    private static func doubts(_ columns: [String], _ text: [UInt8], _ name: String) -> [String] {
        // Years and places are names; measurements are not.
        if let number = columns.first(where: { NumberText.isNumber($0) && !$0.allSatisfy(\.isWholeNumber) }) {
            return ["'\(name)': a column is called '\(number)': is the line with the names missing?"]
        }
        guard columns.count == 1 else { return [] }
        return Self.textSeparators.compactMap { separator in
            let counts = Self.fieldCounts(text, separator)
            guard let first = counts.first, first > 1, counts.count > 1, counts.allSatisfy({ $0 == first })
            else { return nil }
            let sign = Character(UnicodeScalar(separator))
            return "'\(name)' has one column: if '\(sign)' separates, there are \(first), see --separator '\(sign)'"
        }
    }

    /// Refuses files that are no text.
    private static func checkKind(_ bytes: [UInt8], _ name: String) throws(AviaryError) {
        let kinds: [(start: [UInt8], kind: String, remedy: String)] = [
            ([0xFF, 0xFE], "UTF-16", "save it as UTF-8"), ([0xFE, 0xFF], "UTF-16", "save it as UTF-8"),
            ([0x1F, 0x8B], "compressed by gzip", "unpack it first"),
            ([0x28, 0xB5, 0x2F, 0xFD], "compressed by zstd", "unpack it first"),
            ([0x50, 0x4B, 0x03, 0x04], "a ZIP archive or a spreadsheet", "save the table as CSV"),
            (Array("PAR1".utf8), "Apache Parquet", "give the file a name that ends in .parquet"),
        ]
        for kind in kinds where bytes.starts(with: kind.start) {
            throw AviaryError(.invalidArgument, "'\(name)' is \(kind.kind), CSV was expected", remedy: kind.remedy)
        }
    }

    /// The separator that gives all of the first records the same number of fields, and the most; where none does, the one
    /// that gives the header the most.
    private static func likelySeparator(_ text: [UInt8]) -> UInt8 {
        var best = (isEven: false, count: 1, separator: separators[0])
        for separator in self.separators {
            let counts = self.fieldCounts(text, separator)
            guard let first = counts.first, first > 1 else { continue }
            let isEven = counts.allSatisfy { $0 == first }
            if (isEven && !best.isEven) || (isEven == best.isEven && first > best.count) {
                best = (isEven, first, separator)
            }
        }
        return best.separator
    }

    /// How many fields each of the first records has.
    private static func fieldCounts(_ text: [UInt8], _ separator: UInt8) -> [Int] {
        var fields = CSVFields(unsafe text.span.bytes, separator: separator)
        var counts: [Int] = []
        while !fields.isAtEnd, counts.count < self.sampledRows {
            if fields.takeBlankLine() { continue }
            var count = 1
            guard (try? fields.take()) != nil else { return counts }
            while fields.takeSeparator() {
                guard (try? fields.take()) != nil else { return counts }
                count += 1
            }
            // The last record may be cut off.
            guard (try? fields.takeLineEnd()) == true, !fields.isAtEnd || counts.isEmpty else { return counts }
            counts.append(count)
        }
        return counts
    }

    private static func names(_ fields: inout CSVFields) throws(RecordFault) -> [String] {
        var names: [String] = []
        repeat {
            let bytes = fields.bytes(of: try fields.take())
            guard let name = String(validating: bytes, as: UTF8.self) else {
                throw RecordFault(
                    line: fields.line,
                    "the name of column \(names.count + 1) is not UTF-8",
                    remedy: "save the table as UTF-8"
                )
            }
            // As pandas calls it; the row numbers that it writes have no name.
            names.append(name.isEmpty ? "Unnamed: \(names.count)" : name)
        } while fields.takeSeparator()
        guard try fields.takeLineEnd() else {
            throw RecordFault(line: fields.line, "the header does not end with a line feed")
        }
        return names
    }

    private func check(_ text: [UInt8], _ name: String, given: UInt8?) throws(AviaryError) {
        // pandas calls columns without names 0, 1, 2 and so on.
        let isCounted = self.columns.count > 1 && self.columns == self.columns.indices.map(String.init)
        if !isCounted, self.columns.allSatisfy({ NumberText.isNumber($0) }) {
            throw AviaryError(
                .invalidArgument,
                "'\(name)', line \(max(1, self.line - 1)): the first line holds numbers alone, the columns' names were expected",
                remedy: "put a line with names in front"
            )
        }
        try ColumnNames.check(self.columns, name, line: max(1, self.line - 1))
        guard let given, self.columns.count == 1 else { return }
        let likely = Self.likelySeparator(text)
        if likely != given, Self.fieldCounts(text, likely).first ?? 1 > 1 {
            throw AviaryError(
                .invalidArgument,
                "'\(name)', line \(max(1, self.line - 1)): there is one column where '\(Character(UnicodeScalar(given)))' separates",
                remedy: "it looks as if '\(Character(UnicodeScalar(likely)))' did: leave --separator out"
            )
        }
    }
}

extension NumberText {
    /// Whether a text is a number.
    static func isNumber(_ text: String) -> Bool {
        if case .number = self.value(of: Array(text.utf8), missing: []) { return true }
        return false
    }
}

/// What holds for the names of any table's columns.
enum ColumnNames {
    /// Refuses names that occur twice.
    ///
    /// - Throws: ``AviaryError`` that names the first one.
    static func check(_ names: [String], _ file: String, line: Int) throws(AviaryError) {
        var seen: [String: Int] = [:]
        for (index, name) in names.enumerated() {
            if let first = seen.updateValue(index, forKey: name) {
                throw AviaryError(
                    .invalidArgument,
                    "'\(file)', line \(line): columns \(first + 1) and \(index + 1) are both called '\(name)'",
                    remedy: "give each column a name of its own"
                )
            }
        }
    }
}
