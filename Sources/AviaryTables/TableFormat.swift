/// How a table lies in a file.
package enum TableFormat: String, Sendable, Hashable, CaseIterable {
    /// Values behind separators, a row a line (RFC 4180).
    case csv
    /// A JSON object a line.
    case jsonl
    /// Apache Parquet.
    case parquet

    /// The format that a file's name tells; `nil` where it tells none.
    ///
    /// - Parameter path: the file.
    package init?(path: String) {
        let name = path.lowercased()
        if name.hasSuffix(".csv") || name.hasSuffix(".tsv") {
            self = .csv
        } else if name.hasSuffix(".jsonl") || name.hasSuffix(".ndjson") {
            self = .jsonl
        } else if name.hasSuffix(".parquet") {
            self = .parquet
        } else {
            return nil
        }
    }
}
