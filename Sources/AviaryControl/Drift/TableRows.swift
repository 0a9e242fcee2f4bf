internal import AviaryCore
package import AviaryStatistics

/// Some rows of a table of numbers, chosen fairly, by which it is known how its columns hang together.
package struct TableRows: Sendable, Hashable {
    /// The columns' names, in the order of a row's numbers.
    package let columns: [String]
    /// The rows.
    package private(set) var sample: RowSample

    /// The most columns; those beyond are not looked at together.
    package static let mostColumns = 64
    /// The most rows.
    package static let mostRows = 2000
    private static let mostNumbers = 32_768

    /// Begins with no rows.
    ///
    /// - Parameters:
    ///   - columns: the columns' names, at least one and at most ``mostColumns``.
    ///   - seed: decides which rows are kept; rows that are put together need different ones.
    package init(columns: [String], seed: UInt64 = 1) {
        self.columns = columns
        self.sample = Self.sample(columns: columns.count, seed: seed)
    }

    /// Gives names to the columns of rows.
    ///
    /// - Parameters:
    ///   - columns: a name for each column.
    ///   - sample: the rows.
    package init(columns: [String], sample: RowSample) {
        self.columns = columns
        self.sample = sample
    }

    /// Makes room for rows whose columns have no names yet.
    ///
    /// - Parameters:
    ///   - columns: how many numbers a row has.
    ///   - seed: decides which rows are kept.
    /// - Returns: no rows.
    package static func sample(columns: Int, seed: UInt64 = 1) -> RowSample {
        RowSample(columns: columns, capacity: min(Self.mostRows, Self.mostNumbers / max(1, columns)), seed: seed)
    }

    /// Takes a row in, or not.
    ///
    /// - Parameter row: a number for each column; NaN for one that is missing.
    package mutating func add(_ row: @autoclosure () -> [Double]) { self.sample.add(row()) }

    /// Takes in other rows of such a table.
    ///
    /// - Parameter other: rows with the same columns.
    /// - Throws: ``SketchError/mismatch(_:)`` for others.
    package mutating func merge(_ other: TableRows) throws(SketchError) {
        guard self.columns == other.columns else { throw .mismatch("expected rows of the same columns") }
        try self.sample.merge(other.sample)
    }

    /// The rows with some of their columns.
    ///
    /// - Parameter kept: which ones; at least one, each one of ``columns``.
    /// - Returns: the same rows.
    package func keeping(_ kept: [String]) -> TableRows {
        TableRows(columns: kept, sample: self.sample.keeping(kept.compactMap { self.columns.firstIndex(of: $0) }))
    }
}

extension TableRows: Codable {
    private enum CodingKeys: CodingKey {
        case columns, sample
    }

    /// Writes the columns' names, and the rows in base64.
    ///
    /// - Parameter encoder: where to.
    /// - Throws: what the encoder throws.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(self.columns, forKey: .columns)
        let sample = String(decoding: Base64.encode(self.sample.serialized), as: UTF8.self)
        try container.encode(sample, forKey: .sample)
    }

    /// Reads rows.
    ///
    /// - Parameter decoder: where from.
    /// - Throws: when these are none.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.columns = try container.decode([String].self, forKey: .columns)
        let text = try container.decode(String.self, forKey: .sample)
        guard let sample = Base64.decode(text).flatMap({ try? RowSample(serialized: $0) }),
            sample.columns == self.columns.count, sample.columns <= Self.mostColumns
        else {
            throw DecodingError.dataCorruptedError(
                forKey: .sample,
                in: container,
                debugDescription:
                    "expected rows of \(self.columns.count) columns, at most \(Self.mostColumns), in base64"
            )
        }
        self.sample = sample
    }
}
