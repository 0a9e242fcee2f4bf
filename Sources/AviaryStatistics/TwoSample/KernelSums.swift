internal import RealModule

/// The kernel of all pairs of two samples' rows.
struct KernelSums {
    /// How many rows both samples have.
    let rows: Int
    /// Which of them are the first sample's.
    let ownRows: [Int]
    /// Row by row; 0 for a row with itself.
    private let kernel: [Double]
    /// By row.
    private let sums: [Double]
    private let total: Double

    /// Computes them; `nil` where a sample has fewer than 2 rows.
    ///
    /// - Parameters:
    ///   - a: rows; those with missing values are left out.
    ///   - b: likewise, with as many columns.
    ///   - gamma: above 0; `nil` for the median heuristic.
    init?(_ a: RowMatrix, _ b: RowMatrix, gamma: Double?) {
        precondition(a.columns == b.columns, "both samples have the same columns")
        let (a, b) = (a.complete, b.complete)
        guard a.rows > 1, b.rows > 1 else { return nil }
        let gamma = gamma ?? MaximumMeanDiscrepancy.medianGamma(a, b)
        let all = RowMatrix(a.values + b.values, columns: a.columns)
        let count = all.rows
        var kernel = [Double](repeating: 0, count: count * count)
        for i in 1..<count {
            for j in 0..<i {
                let value = Double.exp(-gamma * Self.squaredDistance(all, i, all, j))
                kernel[i * count + j] = value
                kernel[j * count + i] = value
            }
        }
        self.rows = count
        self.ownRows = Array(0..<a.rows)
        self.sums = (0..<count).map { kernel[$0 * count..<($0 + 1) * count].reduce(0, +) }
        self.total = self.sums.reduce(0, +)
        self.kernel = kernel
    }

    /// The squared discrepancy between some rows and all others.
    ///
    /// - Parameters:
    ///   - members: at least two, all different; at least two others.
    ///   - estimator: of the means.
    /// - Returns: an estimate of MMD^2.
    func discrepancy(of members: [Int], _ estimator: MaximumMeanDiscrepancy.Estimator) -> Double {
        var within = 0.0
        var outgoing = 0.0
        for i in members {
            for j in members { within += self.kernel[i * self.rows + j] }
            outgoing += self.sums[i]
        }
        let across = outgoing - within
        let others = self.total - outgoing - across
        let (n, m) = (Double(members.count), Double(self.rows - members.count))
        switch estimator {
        case .unbiased: return within / (n * (n - 1)) + others / (m * (m - 1)) - 2 * across / (n * m)
        case .biased: return max(0, (within + n) / (n * n) + (others + m) / (m * m) - 2 * across / (n * m))
        }
    }

    /// Between two rows.
    static func squaredDistance(_ a: RowMatrix, _ i: Int, _ b: RowMatrix, _ j: Int) -> Double {
        var sum = 0.0
        for column in 0..<a.columns {
            let difference = a.values[i * a.columns + column] - b.values[j * b.columns + column]
            sum += difference * difference
        }
        return sum
    }
}
