package import AviaryCore

/// The columns of two tables beside each other.
package struct SchemaComparison: Sendable {
    private let common: [String]
    private let missing: [String]
    private let added: [String]

    /// Compares two tables' columns.
    ///
    /// - Parameters:
    ///   - reference: the reference's columns.
    ///   - current: the other table's.
    package init(_ reference: [String], _ current: [String]) {
        let sets = (Set(reference), Set(current))
        self.common = reference.filter(sets.1.contains)
        self.missing = reference.filter { !sets.1.contains($0) }
        self.added = current.filter { !sets.0.contains($0) }
    }

    /// The columns to compare.
    ///
    /// - Parameters:
    ///   - wanted: those that somebody named; none for all.
    ///   - commonOnly: whether columns that one table lacks are left out.
    /// - Returns: in the reference's order.
    /// - Throws: ``AviaryError`` where a wanted column is lacking, or any is and they are not to be left out.
    package func columns(wanted: [String], commonOnly: Bool) throws(AviaryError) -> [String] {
        let known = Set(self.common)
        for name in wanted where !known.contains(name) {
            let hint = NearestWord.suggestion(for: name, among: self.common)
            throw AviaryError(.invalidArgument, "both tables have no column '\(name)'", remedy: hint)
        }
        if !wanted.isEmpty { return self.common.filter(Set(wanted).contains) }
        guard commonOnly || (self.missing.isEmpty && self.added.isEmpty) else {
            throw AviaryError(
                .invalidArgument,
                "the tables have different columns: \(self.words)",
                remedy: "--common compares those that both have"
            )
        }
        guard !self.common.isEmpty else {
            throw AviaryError(.invalidArgument, "the tables have no column in common: \(self.words)")
        }
        return self.common
    }

    /// What people should know of the columns that are left out.
    ///
    /// - Parameters:
    ///   - commonOnly: whether they are.
    ///   - wanted: the columns that somebody named.
    /// - Returns: lines for people.
    package func notes(commonOnly: Bool, wanted: [String]) -> [String] {
        guard commonOnly, wanted.isEmpty, !(self.missing.isEmpty && self.added.isEmpty) else { return [] }
        return ["columns left out: \(self.words)"]
    }

    private var words: String {
        var parts: [String] = []
        if !self.missing.isEmpty { parts.append("\(Self.list(self.missing)) only in the reference") }
        if !self.added.isEmpty { parts.append("\(Self.list(self.added)) only in the current table") }
        return parts.joined(separator: ", ")
    }

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(5).map { "'\($0)'" }.joined(separator: ", ")
        return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
    }
}
