internal import AviaryControl
internal import AviaryStatistics
internal import AviaryTables

/// Something that a person should know of a column.
package struct DriftNote: Sendable, Hashable, CustomStringConvertible {
    /// The column.
    package let column: String
    /// What there is to know.
    package let words: String

    package var description: String { "column '\(self.column)': \(self.words)" }

    private init(_ column: String, _ words: String) {
        self.column = column
        self.words = words
    }

    /// What there is to know of a column that was read as numbers.
    ///
    /// - Parameters:
    ///   - column: its name.
    ///   - stores: what was read.
    ///   - paths: the files.
    /// - Returns: a note for each side with words among the numbers, or with infinite ones; none for words on both sides.
    static func notes(
        _ column: String,
        _ stores: (reference: ColumnStore, current: ColumnStore),
        _ paths: (reference: String, current: String)
    ) -> [DriftNote] {
        let sides = [
            (this: stores.reference, path: paths.reference, other: stores.current, otherPath: paths.current),
            (this: stores.current, path: paths.current, other: stores.reference, otherPath: paths.reference),
        ]
        let isMixed = sides.contains { $0.this.strays.count > 0 }
        return sides.compactMap { side in
            let strays = side.this.strays
            let first = "first '\(strays.first)' in line \(strays.line)"
            if strays.count > 0, side.this.counts.finite > 0 {
                return DriftNote(
                    column,
                    "\(Self.values(strays.count)) no number in '\(side.path)', \(first): the column is compared as "
                        + "categories; --missing '\(strays.first)' counts such a value as missing"
                )
            }
            if strays.count > 0, side.other.counts.finite > 0 {
                return DriftNote(
                    column,
                    "'\(side.path)' holds words, \(first), where '\(side.otherPath)' holds numbers: the column is "
                        + "compared as categories"
                )
            }
            guard !isMixed, side.this.counts.infinite > 0 else { return nil }
            return DriftNote(
                column,
                "\(Self.values(side.this.counts.infinite)) infinite in '\(side.path)', and counted as missing"
            )
        }
    }

    private static func values(_ count: Int) -> String { count == 1 ? "1 value is" : "\(count) values are" }

    /// Says why a column could not be compared.
    ///
    /// - Parameters:
    ///   - column: what is said of it; nothing comes of a column that was compared.
    ///   - paths: the files.
    init?(unknown column: ColumnDrift, _ paths: (reference: String, current: String)) {
        guard column.verdict == .unknown else { return nil }
        let comparison = column.comparison
        let words =
            switch (comparison.reference.count, comparison.current.count) {
            case (0, 0): "neither table has a value"
            case (0, _): "'\(paths.reference)' has no value to compare"
            case (_, 0): "'\(paths.current)' has no value to compare"
            case (let first, let second):
                "\(comparison.test.rawValue) cannot be computed of these \(first) and \(second) values"
            }
        self.init(comparison.column, words)
    }
}

extension DriftRun.Outcome {
    /// A table of another kind than expected has a note for each of its columns.
    private static let shownNotes = 10

    /// The notes as lines: the first ones, and how many there are more.
    package var noteLines: [String] {
        let more = self.notes.count - Self.shownNotes
        return self.notes.prefix(Self.shownNotes).map(\.description)
            + (more > 0 ? ["there \(more == 1 ? "is 1 more note" : "are \(more) more notes") of this kind"] : [])
    }
}
