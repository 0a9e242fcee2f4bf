internal import AviaryCore

/// What a column holds.
package enum ColumnType: String, Sendable, Hashable, CaseIterable {
    /// Every value that is not missing is a number.
    case number
    /// Words, or numbers and words.
    case category
}

/// How a column's values are wanted.
package enum ColumnReading: Sendable, Hashable {
    /// As numbers; what is none is counted as a stray.
    case numbers
    /// As words.
    case words
    /// Not at all.
    case skip
}

/// Words where numbers were expected.
package struct Strays: Sendable, Hashable {
    /// How many.
    package var count = 0
    /// The first, cut where it is long.
    package var first = ""
    /// The line of the first, from 1.
    package var line = 0

    /// None yet.
    package init() {}

    mutating func add(_ word: [UInt8], line: Int) {
        if self.count == 0 {
            self.first = String(String(decoding: word.prefix(160), as: UTF8.self).prefix(40))
            self.line = line
        }
        self.count += 1
    }

    /// Adds those of later rows.
    ///
    /// - Parameter later: the strays.
    package mutating func merge(_ later: Strays) {
        guard later.count > 0 else { return }
        let count = self.count + later.count
        if self.count == 0 { self = later }
        self.count = count
    }
}

/// A column's values in some rows that lie one after the other.
package enum ColumnPiece: Sendable {
    /// NaN where a value is missing or a stray.
    case numbers([Double], Strays)
    /// The words, each with its count, and how many are missing.
    case words(WordCounts, missing: Int)
    /// Nobody wanted them.
    case skipped
}

/// Some rows of a table that lie one after the other.
package struct TablePiece: Sendable {
    /// How many rows.
    package let rows: Int
    /// A piece for each column.
    package let columns: [ColumnPiece]
    /// How many lines of the file they are.
    let lines: Int
    /// How many bytes of the file they are.
    package let bytes: Int
}

/// What is wrong with a record.
struct RecordFault: Error {
    /// The line, from 0 at the block's first one.
    var line: Int
    /// The column's name, where there is one.
    var column: String?
    let error: AviaryError

    init(line: Int, column: String? = nil, _ message: String, remedy: String? = nil) {
        self.line = line
        self.column = column
        self.error = AviaryError(.invalidArgument, message, remedy: remedy)
    }

    /// The failure, with its place in the file.
    func error(file: String, firstLine: Int) -> AviaryError {
        let column = self.column.map { ", column '\($0)'" } ?? ""
        return self.error.at("'\(file)', line \(firstLine + self.line)\(column)")
    }
}

/// Turns whole records into pieces of columns.
protocol RecordParser: Sendable {
    /// Whether a line feed between quotes is part of a record.
    var hasQuotedLines: Bool { get }

    /// Parses some records.
    ///
    /// - Parameters:
    ///   - bytes: whole records; the last one may lack its line feed.
    ///   - readings: how each column is wanted.
    /// - Returns: the columns' values.
    /// - Throws: ``RecordFault`` for the first record that cannot be read.
    func piece(of bytes: [UInt8], _ readings: [ColumnReading]) throws(RecordFault) -> TablePiece
}
