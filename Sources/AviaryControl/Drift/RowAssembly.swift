/// Puts what was measured of a request together to rows again: a number for each column of its tables.
struct RowAssembly: Sendable {
    /// The columns' names; none where there are fewer than two, which cannot hang together.
    let columns: [String]
    /// Which column a slot is.
    private let places: [Int: Int]

    /// Prepares to put rows together.
    ///
    /// - Parameters:
    ///   - rowSlots: the slots of which each row has one number.
    ///   - slots: what is measured, by slot.
    init(_ rowSlots: [Int], of slots: [MeasureKey]) {
        let kept = rowSlots.count > 1 ? rowSlots.prefix(TableRows.mostColumns) : []
        self.columns = kept.map { DriftColumns.name(slots[$0]) }
        self.places = Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($1, $0) })
    }

    /// The rows of a request.
    ///
    /// - Parameter values: what was measured, each slot's values in the order of the rows.
    /// - Returns: NaN where a value is missing; no rows where inputs have different numbers of them.
    /// - Complexity: O(values).
    func rows(of values: [(slot: Int, value: MeasureValue)]) -> [[Double]] {
        guard !self.columns.isEmpty else { return [] }
        var columns = [[Double]](repeating: [], count: self.columns.count)
        for (slot, value) in values {
            guard let place = self.places[slot] else { continue }
            if case .number(let number) = value { columns[place].append(number) } else { columns[place].append(.nan) }
        }
        guard let count = columns.first?.count, columns.allSatisfy({ $0.count == count }) else { return [] }
        return (0..<count).map { row in columns.map { $0[row] } }
    }
}
