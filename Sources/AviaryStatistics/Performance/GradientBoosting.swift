/// A sum of small trees, each fitted to what the ones before it have left over.
///
/// For the squared error; deterministic. Missing numbers are a bin of their own below all others; so are categories that were
/// not there when it learned, and those beyond the most frequent ones. Source: Friedman 2001 (Annals of Statistics 29),
/// algorithm 2; bins as in Ke et al. 2017 (NeurIPS), LightGBM.
public struct GradientBoosting: Sendable {
    /// How much is learned.
    ///
    /// The defaults are LightGBM's but for the shape of the trees, which there have 31 leaves at any depth.
    public struct Settings: Sendable, Hashable {
        /// How many trees there are.
        public var trees = 100
        /// How much of a tree's answer is added, above 0 and up to 1.
        public var rate = 0.1
        /// How many questions a row is asked by a tree at most.
        public var depth = 4
        /// How many rows a leaf has at least.
        public var leafRows = 20
        /// How many bins a column has at most, 2...255.
        public var bins = 255

        /// The defaults.
        public init() {}
    }

    private let base: Double
    private let rate: Double
    private let features: FeatureBins
    private let trees: [RegressionTree]

    /// Learns from rows.
    ///
    /// It is `nil` without rows, if the counts differ, or if a target is not finite. With fewer than twice `leafRows` rows
    /// the mean of the targets is all that is learned.
    ///
    /// - Parameters:
    ///   - table: what is known of each row; what is not finite counts as missing.
    ///   - categories: the columns whose numbers are codes of categories, in no order.
    ///   - targets: finite, one for each row.
    ///   - settings: how much to learn.
    /// - Complexity: O(trees * rows * columns * depth), with a byte a number for the bins.
    public init?(
        _ table: RowMatrix,
        categories: Set<Int> = [],
        targets: [Double],
        settings: Settings = Settings()
    ) {
        precondition(settings.trees >= 0 && settings.depth >= 0 && settings.leafRows > 0, "trees have leaves with rows")
        precondition((2...255).contains(settings.bins), "a column has 2 to 255 bins")
        guard !targets.isEmpty, targets.count == table.rows, targets.allSatisfy(\.isFinite) else { return nil }
        let features = FeatureBins(table, categories: categories, targets: targets, limit: settings.bins)
        let bins = features.bins(table)
        let base = targets.reduce(0, +) / Double(targets.count)
        var rest = targets.map { $0 - base }
        var trees: [RegressionTree] = []
        for _ in 0..<settings.trees {
            trees.append(RegressionTree(bins: bins, features: features, targets: &rest, settings: settings))
        }
        self.base = base
        self.rate = settings.rate
        self.features = features
        self.trees = trees
    }

    /// What is expected of rows.
    ///
    /// - Parameter table: the columns that were learned from.
    /// - Returns: one number a row.
    /// - Complexity: O(rows * (columns + trees * depth)).
    public func predictions(_ table: RowMatrix) -> [Double] {
        precondition(table.columns == self.features.columns, "a table has the columns that were learned from")
        let bins = self.features.bins(table)
        return (0..<table.rows).map { row in
            self.trees.reduce(self.base) { sum, tree in sum + self.rate * tree.value { bins[$0][row] } }
        }
    }
}
