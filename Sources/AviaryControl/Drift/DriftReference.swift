/// What requests were like when all was well.
package struct DriftReference: Sendable, Hashable {
    /// What each column was like, by its name.
    package let columns: [String: ReferenceColumn]
    /// Some rows, by which it is known how columns hang together; `nil` where that is not known.
    package let rows: TableRows?

    /// Describes what requests were like.
    ///
    /// - Parameters:
    ///   - columns: what each column was like, by its name.
    ///   - rows: some rows.
    package init(columns: [String: ReferenceColumn], rows: TableRows? = nil) {
        self.columns = columns
        self.rows = rows
    }
}
