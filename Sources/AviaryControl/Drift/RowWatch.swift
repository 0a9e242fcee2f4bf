internal import AviaryStatistics

/// Whether the columns of a table hang together as they did: the rows of one window after the other, held against those of a
/// reference by what their principal components lose.
struct RowWatch: Sendable {
    /// What stands in the place of a column's name.
    static let name = "all columns together"

    private let test: ReconstructionTest
    private let columns: [String]
    /// Where the columns stand in a row that comes.
    private let places: [Int]
    private var rows: TableRows

    /// Begins to watch; `nil` where the reference has too few rows, or fewer than two of the columns.
    ///
    /// - Parameters:
    ///   - reference: some rows from when all was well.
    ///   - present: the columns of rows that come.
    init?(_ reference: TableRows, columns present: [String]) {
        let columns = reference.columns.filter(present.contains)
        guard columns.count > 1,
            let test = ReconstructionTest(reference: reference.keeping(columns).sample.rows)
        else { return nil }
        self.test = test
        self.columns = columns
        self.places = columns.compactMap { present.firstIndex(of: $0) }
        self.rows = TableRows(columns: columns)
    }

    /// Takes a row of the present window in.
    mutating func add(_ row: [Double]) { self.rows.add(self.places.map { row[$0] }) }

    /// Ends the window.
    ///
    /// - Returns: how it differs from the reference; `nil` where it has too few rows.
    mutating func endWindow() -> FeatureComparison? {
        defer { self.rows = TableRows(columns: self.columns) }
        guard self.rows.sample.count >= FeatureComparison.fewest else { return nil }
        let found = self.test.run(self.rows.sample.rows)
        guard let pValue = found.pValue else { return nil }
        return FeatureComparison(
            test: "reconstruction",
            statistic: found.statistic,
            pValue: pValue,
            distance: found.statistic
        )
    }
}
