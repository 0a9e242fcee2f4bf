/// A table's numbers as at most 256 bins a column, on which trees split.
///
/// Bin 0 holds what is missing, the others hold about equally many rows of those that the bins were learned from; a column
/// of few distinct numbers gets a bin for each of them.
struct FeatureBins: Sendable {
    /// For each column where one bin ends and the next one begins, ascending; a number at an edge is below it.
    private let edges: [[Double]]

    /// Learns the bins.
    ///
    /// - Parameters:
    ///   - table: at least one row.
    ///   - limit: how many bins a column gets at most besides the one for what is missing, 1...255.
    /// - Complexity: O(columns * n log n).
    init(_ table: RowMatrix, limit: Int) {
        self.edges = (0..<table.columns).map { Self.edges(SortedSample.make(table.column($0)), limit: limit) }
    }

    /// How many columns there are.
    var columns: Int { self.edges.count }

    /// How many bins a column has, with the one for what is missing.
    func count(column: Int) -> Int { self.edges[column].count + 2 }

    /// The number of the bin; 0 for what is not finite.
    func bin(_ value: Double, column: Int) -> UInt8 {
        guard value.isFinite else { return 0 }
        let edges = self.edges[column]
        var low = 0
        var high = edges.count
        while low < high {
            let middle = (low + high) / 2
            if edges[middle] < value { low = middle + 1 } else { high = middle }
        }
        return UInt8(low + 1)
    }

    /// The bins of a table, column after column.
    func bins(_ table: RowMatrix) -> [[UInt8]] {
        (0..<self.columns).map { column in table.column(column).map { self.bin($0, column: column) } }
    }

    private static func edges(_ sorted: [Double], limit: Int) -> [Double] {
        var steps: [(before: Int, edge: Double)] = []
        for index in sorted.indices.dropFirst() where sorted[index] > sorted[index - 1] {
            // The lower of two neighbours if the middle rounds up to the higher one.
            let middle = sorted[index - 1] / 2 + sorted[index] / 2
            steps.append((index, middle < sorted[index] ? middle : sorted[index - 1]))
        }
        guard steps.count >= limit else { return steps.map(\.edge) }
        var edges: [Double] = []
        for step in steps where edges.count < limit - 1 {
            let isFull = step.before * limit >= (edges.count + 1) * sorted.count
            if isFull { edges.append(step.edge) }
        }
        return edges
    }
}
