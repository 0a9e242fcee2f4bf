/// Rows of so many numbers each: a table's numeric columns, or embeddings.
public struct RowMatrix: Sendable, Hashable {
    /// The numbers, row after row.
    public let values: [Double]
    /// How many numbers a row has.
    public let columns: Int

    /// Makes a matrix.
    ///
    /// - Parameters:
    ///   - values: row after row; what is not finite counts as missing.
    ///   - columns: at least 1; the count of values is a multiple of it.
    public init(_ values: [Double], columns: Int) {
        precondition(columns > 0 && values.count.isMultiple(of: columns), "rows are complete")
        self.values = values
        self.columns = columns
    }

    /// How many rows there are.
    public var rows: Int { self.values.count / self.columns }

    /// Some of the rows.
    ///
    /// - Parameter range: of row numbers, within those there are.
    /// - Returns: a matrix of these rows.
    public func rows(_ range: Range<Int>) -> Self {
        Self(
            Array(self.values[range.lowerBound * self.columns..<range.upperBound * self.columns]),
            columns: self.columns
        )
    }

    /// The numbers of one column, from top to bottom.
    func column(_ index: Int) -> [Double] {
        stride(from: index, to: self.values.count, by: self.columns).map { self.values[$0] }
    }

    /// The rows in which nothing is missing.
    var complete: Self {
        guard !self.values.allSatisfy(\.isFinite) else { return self }
        var kept: [Double] = []
        for row in 0..<self.rows {
            let numbers = self.values[row * self.columns..<(row + 1) * self.columns]
            if numbers.allSatisfy(\.isFinite) { kept += numbers }
        }
        return Self(kept, columns: self.columns)
    }
}
