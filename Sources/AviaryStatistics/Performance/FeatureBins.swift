/// A table's numbers as at most 256 bins a column, on which trees split.
///
/// Bin 0 holds what is missing. The other bins of a column of numbers hold about equally many rows of those that the bins were
/// learned from, and each distinct number has its own where there are few. In a column of categories each of the most
/// frequent ones has a bin, in the order of the mean target: the best split of categories in two respects that order (Fisher
/// 1958, Journal of the American Statistical Association 53). All others count as missing.
struct FeatureBins: Sendable {
    private enum Column {
        /// Where one bin ends and the next one begins, ascending; a number at an edge is below it.
        case numbers(edges: [Double])
        case categories(bins: [Double: UInt8])
    }

    private let learned: [Column]

    /// Learns the bins.
    ///
    /// - Parameters:
    ///   - table: at least one row.
    ///   - categories: which columns hold codes of categories instead of quantities.
    ///   - targets: one for each row.
    ///   - limit: how many bins a column gets at most besides the one for what is missing, 1...255.
    /// - Complexity: O(columns * n log n).
    init(_ table: RowMatrix, categories: Set<Int>, targets: [Double], limit: Int) {
        self.learned = (0..<table.columns).map { index in
            let column = table.column(index)
            return categories.contains(index)
                ? .categories(bins: Self.bins(column, targets: targets, limit: limit))
                : .numbers(edges: Self.edges(SortedSample.make(column), limit: limit))
        }
    }

    /// How many columns there are.
    var columns: Int { self.learned.count }

    /// How many bins a column has, with the one for what is missing.
    func count(column: Int) -> Int {
        switch self.learned[column] {
        case .numbers(let edges): edges.count + 2
        case .categories(let bins): bins.count + 1
        }
    }

    /// The bins of a table, column after column.
    func bins(_ table: RowMatrix) -> [[UInt8]] {
        self.learned.enumerated().map { index, column in
            switch column {
            case .numbers(let edges): table.column(index).map { Self.bin($0, edges: edges) }
            case .categories(let bins): table.column(index).map { bins[$0, default: 0] }
            }
        }
    }

    private static func bin(_ value: Double, edges: [Double]) -> UInt8 {
        guard value.isFinite else { return 0 }
        var low = 0
        var high = edges.count
        while low < high {
            let middle = (low + high) / 2
            if edges[middle] < value { low = middle + 1 } else { high = middle }
        }
        return UInt8(low + 1)
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

    private static func bins(_ codes: [Double], targets: [Double], limit: Int) -> [Double: UInt8] {
        var rows: [Double: (count: Int, sum: Double)] = [:]
        for (code, target) in zip(codes, targets) where code.isFinite {
            rows[code, default: (0, 0)].count += 1
            rows[code, default: (0, 0)].sum += target
        }
        // Codes break ties, so that the order of the dictionary does not matter.
        let frequent = rows.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.prefix(limit)
        let ordered = frequent.map { (mean: $0.value.sum / Double($0.value.count), code: $0.key) }.sorted { $0 < $1 }
        return ordered.enumerated().reduce(into: [:]) { $0[$1.element.code] = UInt8($1.offset + 1) }
    }
}
