package import AviaryCore

/// How a table is to be read.
package struct TableOptions: Sendable {
    /// The byte between a CSV file's fields; `nil` to look which it is.
    package var separator: UInt8?
    /// The words that stand for a missing value, empty fields apart.
    package var missing: Set<String>
    /// How many threads parse.
    package var threads: Int
    /// How many bytes are parsed at once.
    package var blockSize = 1 << 20
    /// Where DuckDB's program lies; `nil` where there is none.
    package var duckDB: String?

    /// Options.
    ///
    /// - Parameters:
    ///   - separator: the byte between a CSV file's fields; `nil` to look which it is.
    ///   - missing: words that stand for a missing value, beside those that pandas knows.
    ///   - threads: how many threads parse.
    ///   - duckDB: where DuckDB's program lies.
    package init(separator: UInt8? = nil, missing: Set<String> = [], threads: Int = 2, duckDB: String? = nil) {
        self.separator = separator
        self.missing = NumberText.missingWords.union(missing)
        self.threads = threads
        self.duckDB = duckDB
    }
}

/// A table in a file, whose columns are known and whose rows have not been read yet.
package struct TableFile: Sendable {
    /// Where the rows lie.
    enum Body: Sendable {
        case csv(CSVParser, offset: Int, line: Int)
        case jsonl(JSONLinesParser)
        case parquet(ParquetTable, CSVParser)
    }

    /// The file.
    package let path: String
    /// The columns' names, each another.
    package let columns: [String]
    /// What each column seems to hold, by the file's own word or by its first rows.
    package let likelyTypes: [ColumnType]
    /// What makes it doubtful that the columns are those that were meant, a sentence each.
    package let doubts: [String]
    /// How many bytes the file has.
    package let size: Int
    let body: Body
    let threads: Int
    let blockSize: Int

    /// Looks at a file's beginning.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - options: how it is read.
    /// - Throws: ``AviaryError`` where it cannot be read, or is no table.
    package init(path: String, options: TableOptions = TableOptions()) throws(AviaryError) {
        self.path = path
        self.threads = options.threads
        self.blockSize = options.blockSize
        guard let format = TableFormat(path: path) else {
            throw AviaryError(
                .invalidArgument,
                "'\(path)': the name tells no format",
                remedy: "expected .csv, .tsv, .jsonl, .ndjson or .parquet"
            )
        }
        var source = try FileSource(path: path)
        self.size = source.size
        switch format {
        case .csv:
            let head = try Self.head(&source)
            let header = try CSVHead(head, name: path, separator: options.separator)
            let parser = CSVParser(separator: header.separator, columns: header.columns, missing: options.missing)
            self.columns = header.columns
            self.doubts = header.doubts
            self.body = .csv(parser, offset: header.offset, line: header.line)
            self.likelyTypes = LikelyTypes.find(in: head[header.offset...], parser, header.columns.count)
        case .jsonl:
            let head = try Self.head(&source)
            let parser = try JSONLinesParser(head: head, name: path)
            self.columns = parser.columns
            self.doubts = []
            self.body = .jsonl(parser)
            self.likelyTypes = LikelyTypes.find(in: head[...], parser, parser.columns.count)
        case .parquet:
            let table = try ParquetTable(path: path, duckDB: options.duckDB)
            self.columns = table.columns.map(\.name)
            self.doubts = []
            self.likelyTypes = table.columns.map(\.type)
            // Parquet has a sign of its own for a missing value: words are words.
            self.body = .parquet(table, CSVParser(separator: 0x2C, columns: self.columns, missing: []))
        }
    }

    /// The first bytes, up to a whole record where there is one.
    private static func head(_ source: inout FileSource) throws(AviaryError) -> [UInt8] {
        var bytes: [UInt8] = []
        // A header with thousands of columns still fits.
        while bytes.count < 1 << 20 {
            guard try source.read(into: &bytes, count: 1 << 18) > 0 else { return bytes }
        }
        return bytes
    }

    /// Reads all rows.
    ///
    /// - Parameters:
    ///   - readings: how each column is wanted.
    ///   - take: takes the pieces, in their order, on the calling thread.
    /// - Throws: ``AviaryError`` for the first record that cannot be read, and what `take` throws.
    package func scan(
        _ readings: [ColumnReading],
        _ take: (TablePiece) throws(AviaryError) -> Void
    ) throws(AviaryError) {
        switch self.body {
        case .csv(let parser, let offset, let line):
            try TableScan(parser: parser, name: self.path, firstLine: line, blockSize: self.blockSize)
                .run(FileSource(path: self.path, offset: offset), readings, threads: self.threads, take)
        case .jsonl(let parser):
            try TableScan(parser: parser, name: self.path, firstLine: 1, blockSize: self.blockSize)
                .run(FileSource(path: self.path, offset: parser.offset), readings, threads: self.threads, take)
        case .parquet(let table, let parser):
            try TableScan(parser: parser, name: self.path, firstLine: 1, blockSize: self.blockSize)
                .run(table.rows { readings[$0] != .skip }, readings, threads: self.threads, take)
        }
    }
}

/// What columns seem to hold.
enum LikelyTypes {
    /// Looks at the first rows.
    ///
    /// - Parameters:
    ///   - bytes: records, of which the last may be cut off.
    ///   - parser: reads them.
    ///   - count: how many columns there are.
    /// - Returns: numbers where at least half of what is not missing is one, and where nothing is known.
    static func find(in bytes: ArraySlice<UInt8>, _ parser: some RecordParser, _ count: Int) -> [ColumnType] {
        var sample = Array(bytes.prefix(1 << 16))
        let end = unsafe RecordEnd.last(in: sample.span.bytes, hasQuotedLines: parser.hasQuotedLines)
        if sample.count < bytes.count, let end { sample.removeSubrange(end...) }
        // What cannot be read is told when it is read again, with its line.
        guard let piece = try? parser.piece(of: sample, Array(repeating: .numbers, count: count)) else {
            return Array(repeating: .number, count: count)
        }
        return piece.columns.map { column in
            guard case .numbers(let values, let strays) = column else { return .number }
            return strays.count > values.count(where: { !$0.isNaN }) ? .category : .number
        }
    }
}
