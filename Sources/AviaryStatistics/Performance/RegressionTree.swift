/// A tree of yes-or-no questions about bins, with a number at each leaf.
struct RegressionTree: Sendable {
    private enum Node {
        case leaf(Double)
        /// Rows whose bin is at most `bin` go left.
        case split(column: Int, bin: UInt8, left: Int, right: Int)
    }

    private var nodes: [Node] = []

    /// Grows a tree that lowers the squared error, and takes its answers off the targets.
    ///
    /// Each node is split where the sum over its halves of `(sum of targets)^2 / rows` is highest, if that beats the node
    /// itself; of equal splits the one of the lower column and bin is taken.
    ///
    /// - Parameters:
    ///   - bins: column after column, those of all rows.
    ///   - features: which they are of.
    ///   - targets: one for each row; each loses `rate` times the number of its leaf.
    ///   - settings: how large the tree may grow.
    /// - Complexity: O(rows * columns * depth).
    init(bins: [[UInt8]], features: FeatureBins, targets: inout [Double], settings: GradientBoosting.Settings) {
        let noise = 1e-12 * targets.reduce(0) { $0 + $1 * $1 }
        let search = SplitSearch(bins: bins, features: features, leafRows: settings.leafRows, noise: noise)
        _ = self.grow(Array(targets.indices), of: &targets, depth: settings.depth, rate: settings.rate, by: search)
    }

    /// The number for one row, whose bins are looked up by column.
    func value(_ bin: (Int) -> UInt8) -> Double {
        var place = 0
        while true {
            switch self.nodes[place] {
            case .leaf(let value): return value
            case .split(let column, let edge, let left, let right): place = bin(column) <= edge ? left : right
            }
        }
    }

    /// Adds a node for some rows, and all below it.
    ///
    /// - Returns: its place.
    private mutating func grow(
        _ rows: [Int],
        of targets: inout [Double],
        depth: Int,
        rate: Double,
        by search: SplitSearch
    ) -> Int {
        let place = self.nodes.count
        let sum = rows.reduce(0) { $0 + targets[$1] }
        let value = sum / Double(rows.count)
        self.nodes.append(.leaf(value))
        guard depth > 0, let split = search.bestSplit(of: rows, targets: targets, sum: sum) else {
            for row in rows { targets[row] -= rate * value }
            return place
        }
        var (below, above) = ([Int](), [Int]())
        let column = search.bins[split.column]
        for row in rows { if column[row] <= split.bin { below.append(row) } else { above.append(row) } }
        let left = self.grow(below, of: &targets, depth: depth - 1, rate: rate, by: search)
        let right = self.grow(above, of: &targets, depth: depth - 1, rate: rate, by: search)
        self.nodes[place] = .split(column: split.column, bin: split.bin, left: left, right: right)
        return place
    }
}

/// Looks for the best split of a node.
private struct SplitSearch {
    let bins: [[UInt8]]
    let features: FeatureBins
    let leafRows: Int
    /// A gain of no more than this may be one of rounding alone.
    let noise: Double

    func bestSplit(of rows: [Int], targets: [Double], sum: Double) -> (column: Int, bin: UInt8)? {
        guard rows.count >= 2 * self.leafRows else { return nil }
        var best = sum * sum / Double(rows.count) + self.noise
        var split: (column: Int, bin: UInt8)?
        for column in self.bins.indices {
            let bins = self.bins[column]
            var counts = Array(repeating: 0, count: self.features.count(column: column))
            var sums = Array(repeating: 0.0, count: counts.count)
            for row in rows {
                let bin = Int(bins[row])
                counts[bin] += 1
                sums[bin] += targets[row]
            }
            var (below, sumBelow) = (0, 0.0)
            for bin in counts.indices.dropLast() {
                below += counts[bin]
                sumBelow += sums[bin]
                let above = rows.count - below
                guard counts[bin] > 0, below >= self.leafRows, above >= self.leafRows else { continue }
                let sumAbove = sum - sumBelow
                let score = sumBelow * sumBelow / Double(below) + sumAbove * sumAbove / Double(above)
                if score > best { (best, split) = (score, (column, UInt8(bin))) }
            }
        }
        return split
    }
}
