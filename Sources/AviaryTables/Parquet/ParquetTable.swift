internal import AviaryCore

/// A Parquet file, read by DuckDB's program: it knows all of Parquet's encodings and compressions.
struct ParquetTable: Sendable {
    /// A column by the file's own word.
    struct Column: Sendable {
        let name: String
        let type: ColumnType
    }

    private static let numbers: Set<String> = [
        "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT",
        "UHUGEINT", "FLOAT", "DOUBLE",
    ]
    /// What DuckDB may use, so that a file of any size is read in bounded memory.
    private static let settings = "SET memory_limit='256MB'; SET threads=1; SET preserve_insertion_order=true;"

    let columns: [Column]
    private let path: String
    private let program: String

    /// Asks for a file's columns.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - duckDB: where DuckDB's program lies.
    /// - Throws: ``AviaryError`` where there is no such program, and with its words where it cannot read the file.
    init(path: String, duckDB: String?) throws(AviaryError) {
        guard let duckDB else {
            throw AviaryError(
                .unimplemented,
                "'\(path)': Parquet is read by DuckDB's program, which is not installed",
                remedy:
                    "run scripts/setup.sh, or 'pip install duckdb-cli' and name it by AVIARY_DUCKDB, or save the table as CSV"
            )
        }
        self.path = path
        self.program = duckDB
        let query = "COPY (SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM \(Self.table)))"
        var source = try ChildSource(duckDB, Self.arguments("\(query) \(Self.output)"), reading: path)
        var bytes: [UInt8] = []
        do throws(AviaryError) {
            while try source.read(into: &bytes, count: 1 << 16) > 0 {}
        } catch {
            throw error.at("'\(path)'")
        }
        var fields = CSVFields(unsafe bytes.span.bytes, separator: 0x2C)
        var columns: [Column] = []
        do throws(RecordFault) {
            while !fields.isAtEnd {
                let name = String(decoding: fields.bytes(of: try fields.take()), as: UTF8.self)
                _ = fields.takeSeparator()
                let type = String(decoding: fields.bytes(of: try fields.take()), as: UTF8.self)
                guard try fields.takeLineEnd() else { break }
                let isNumber = Self.numbers.contains(type) || type.hasPrefix("DECIMAL")
                columns.append(Column(name: name, type: isNumber ? .number : .category))
            }
        } catch {
            throw error.error(file: "DuckDB's answer", firstLine: 1)
        }
        guard !columns.isEmpty else { throw AviaryError(.invalidArgument, "'\(path)' has no columns") }
        self.columns = columns
        try ColumnNames.check(columns.map(\.name), path, line: 1)
    }

    /// Starts to read the rows, as CSV without a header.
    ///
    /// - Parameter isWanted: whether a column, by its index, is read; others are empty.
    /// - Returns: the rows' bytes.
    /// - Throws: ``AviaryError`` where the program cannot be started.
    func rows(_ isWanted: (Int) -> Bool) throws(AviaryError) -> ChildSource {
        try ChildSource(
            self.program,
            Self.arguments("COPY (SELECT \(self.selection(isWanted)) FROM \(Self.table)) \(Self.output)"),
            reading: self.path
        )
    }

    /// What nobody wants is not unpacked, where the names of the rest fit an argument of a program.
    private func selection(_ isWanted: (Int) -> Bool) -> String {
        let columns = self.columns.enumerated().map { index, column in
            isWanted(index) ? "\"\(column.name.doubling("\""))\"" : "NULL"
        }
        let text = columns.joined(separator: ", ")
        return text.utf8.count > Self.longestSelection || text.utf8.contains(0) ? "*" : text
    }

    /// Linux takes arguments of up to 128 KiB.
    private static let longestSelection = 100_000
    private static let output = "TO '/dev/stdout' (FORMAT csv, HEADER false);"
    /// The file is opened here: inside of a query a path would be a pattern, an address, or the end of a text.
    private static let table = "read_parquet('/dev/stdin')"

    private static func arguments(_ query: String) -> [String] {
        ["-no-init", "-batch", "-bail", "-c", self.settings + query]
    }
}
