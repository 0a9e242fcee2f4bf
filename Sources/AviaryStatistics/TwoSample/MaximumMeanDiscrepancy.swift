internal import RealModule

/// The maximum mean discrepancy of embeddings, with a Gaussian kernel `k(x, y) = exp(-gamma |x - y|^2)`.
///
/// `MMD^2 = E k(X, X') + E k(Y, Y') - 2 E k(X, Y)`: 0 if and only if both distributions are equal.
/// Source: Gretton, Borgwardt, Rasch, Schoelkopf and Smola 2012, A kernel two-sample test (JMLR 13), lemma 6.
public enum MaximumMeanDiscrepancy {
    /// How the means of the kernel are estimated.
    public enum Estimator: Sendable, Hashable {
        /// Without pairs of a row with itself: right on average, and below 0 at times. Evidently's, which reports 0 then.
        case unbiased
        /// With them: never below 0, and 0 for a copy.
        case biased
    }

    /// `1 / m^2` with the median `m` of the distances between a row of one sample and a row of the other: Evidently's choice,
    /// which it computes of at most 1,000 rows of each.
    ///
    /// - Parameters:
    ///   - a: rows; those with missing values are left out.
    ///   - b: likewise, with as many columns.
    /// - Returns: 1 where the median is 0 or there are no pairs.
    /// - Complexity: O(rows of a times rows of b) time and memory.
    public static func medianGamma(_ a: RowMatrix, _ b: RowMatrix) -> Double {
        let (a, b) = (a.complete, b.complete)
        var squares: [Double] = []
        squares.reserveCapacity(a.rows * b.rows)
        for i in 0..<a.rows {
            for j in 0..<b.rows { squares.append(KernelSums.squaredDistance(a, i, b, j)) }
        }
        guard !squares.isEmpty else { return 1 }
        let distances = SortedSample.make(squares).map { $0.squareRoot() }
        let middle = distances.count / 2
        let median =
            distances.count.isMultiple(of: 2) ? (distances[middle - 1] + distances[middle]) / 2 : distances[middle]
        return median > 0 ? 1 / (median * median) : 1
    }

    /// The squared discrepancy, `MMD^2`.
    ///
    /// - Parameters:
    ///   - a: rows; those with missing values are left out.
    ///   - b: likewise, with as many columns.
    ///   - gamma: above 0; `nil` for ``medianGamma(_:_:)``.
    ///   - estimator: of the means.
    /// - Returns: NaN where a sample has fewer than 2 rows.
    /// - Complexity: O((rows of both)^2) time and memory.
    public static func distance(
        _ a: RowMatrix,
        _ b: RowMatrix,
        gamma: Double? = nil,
        estimator: Estimator = .unbiased
    ) -> Double {
        guard let sums = KernelSums(a, b, gamma: gamma) else { return .nan }
        return sums.discrepancy(of: sums.ownRows, estimator)
    }

    /// The unbiased squared discrepancy, with the probability that rows dealt out to the samples at random show one at least
    /// as great.
    ///
    /// The p-value is `(1 + greater or equal ones) / (1 + permutations)`, which is valid for any number of them.
    ///
    /// - Parameters:
    ///   - a: rows; those with missing values are left out.
    ///   - b: likewise, with as many columns.
    ///   - gamma: above 0; `nil` for ``medianGamma(_:_:)``.
    ///   - permutations: at least 1.
    ///   - generator: of the permutations.
    /// - Returns: ``TestResult/undefined`` where a sample has fewer than 2 rows.
    /// - Complexity: O((rows of both)^2) time and memory, and O((rows of a)^2) time for each permutation.
    public static func test(
        _ a: RowMatrix,
        _ b: RowMatrix,
        gamma: Double? = nil,
        permutations: Int = 200,
        using generator: inout some RandomNumberGenerator
    ) -> TestResult {
        precondition(permutations > 0, "a p-value takes permutations")
        guard let sums = KernelSums(a, b, gamma: gamma) else { return .undefined }
        let observed = sums.discrepancy(of: sums.ownRows, .unbiased)
        var rows = Array(0..<sums.rows)
        var extreme = 1
        for _ in 0..<permutations {
            rows.shuffle(using: &generator)
            // Sums in another order differ by rounding.
            let permuted = sums.discrepancy(of: Array(rows.prefix(sums.ownRows.count)), .unbiased)
            if permuted >= observed - 1e-12 { extreme += 1 }
        }
        return TestResult(statistic: observed, pValue: Double(extreme) / Double(1 + permutations))
    }
}
