/// The directions in which standardised rows vary most, and how much of a row lies outside of them.
///
/// Each column is brought to mean 0 and standard deviation 1 (over n, not n - 1); a constant column keeps its unit. A missing
/// value counts as the mean. Conventions and numbers are those of scikit-learn's SimpleImputer, StandardScaler and PCA, as
/// NannyML puts them together.
///
/// Source: Pearson 1901, On lines and planes of closest fit; Jolliffe 2002, Principal Component Analysis.
public struct PrincipalComponents: Sendable, Hashable {
    /// By column, over the values that are not missing.
    public let means: [Double]
    /// By column; 1 where a column is constant.
    public let scales: [Double]
    /// The variance along each direction, greatest first; over n - 1.
    public let variances: [Double]
    /// How many directions are kept: the fewest whose variances sum to more than the asked-for share.
    public let count: Int
    /// The directions that are not kept, each of unit length.
    private let rest: [[Double]]

    /// Finds the directions; `nil` if there are fewer than two rows.
    ///
    /// - Parameters:
    ///   - rows: at least two; some hundred a column make the directions steady.
    ///   - share: of the variance that is kept, above 0 and below 1.
    /// - Complexity: O(rows columns^2 + columns^3), with O(columns^2) memory.
    public init?(_ rows: RowMatrix, keeping share: Double = 0.65) {
        guard rows.rows > 1 else { return nil }
        let (means, scales) = Self.scaling(rows)
        let covariance = Self.covariance(rows, means, scales)
        let eigen = SymmetricEigen(covariance)
        let total = eigen.values.reduce(0, +)
        var sum = 0.0
        var count = 0
        for value in eigen.values {
            count += 1
            sum += value
            if sum / total > share { break }
        }
        self.means = means
        self.scales = scales
        self.variances = eigen.values
        self.count = count
        self.rest = Array(eigen.vectors.dropFirst(count))
    }

    /// How far rows lie on average from the directions that are kept: the mean length of what is lost when a standardised row
    /// is projected onto them; in standard deviations.
    ///
    /// - Parameter rows: as many columns as those the directions were found for.
    /// - Returns: NaN for no rows.
    /// - Complexity: O(rows columns^2).
    public func reconstructionError(_ rows: RowMatrix) -> Double {
        self.reconstructionErrors(rows).reduce(0, +) / Double(rows.rows)
    }

    /// How far each row lies from the directions that are kept, in standard deviations.
    ///
    /// - Parameter rows: as many columns as those the directions were found for.
    /// - Returns: a length of at least 0 for each row.
    /// - Complexity: O(rows columns^2).
    public func reconstructionErrors(_ rows: RowMatrix) -> [Double] {
        precondition(rows.columns == self.means.count, "as many columns as the reference")
        var row = [Double](repeating: 0, count: rows.columns)
        return (0..<rows.rows).map { index in
            Self.standardise(rows, index, self.means, self.scales, into: &row)
            var squares = 0.0
            for direction in self.rest {
                var along = 0.0
                for column in row.indices { along += row[column] * direction[column] }
                squares += along * along
            }
            return squares.squareRoot()
        }
    }

    private static func standardise(
        _ rows: RowMatrix,
        _ index: Int,
        _ means: [Double],
        _ scales: [Double],
        into row: inout [Double]
    ) {
        for column in row.indices {
            let value = rows.values[index * rows.columns + column]
            row[column] = value.isFinite ? (value - means[column]) / scales[column] : 0
        }
    }

    private static func scaling(_ rows: RowMatrix) -> (means: [Double], scales: [Double]) {
        var means: [Double] = []
        var scales: [Double] = []
        let count = Double(rows.rows)
        for column in 0..<rows.columns {
            let values = stride(from: column, to: rows.values.count, by: rows.columns)
            var (sum, present) = (0.0, 0.0)
            for index in values where rows.values[index].isFinite {
                sum += rows.values[index]
                present += 1
            }
            let mean = present > 0 ? sum / present : 0
            var squares = 0.0
            for index in values where rows.values[index].isFinite {
                squares += (rows.values[index] - mean) * (rows.values[index] - mean)
            }
            let variance = squares / count
            // What rounding alone can make of a constant.
            let noise = count * Double.ulpOfOne * variance + (count * mean * .ulpOfOne) * (count * mean * .ulpOfOne)
            means.append(mean)
            scales.append(variance <= noise ? 1 : variance.squareRoot())
        }
        return (means, scales)
    }

    private static func covariance(_ rows: RowMatrix, _ means: [Double], _ scales: [Double]) -> [[Double]] {
        let size = rows.columns
        var sums = [[Double]](repeating: [Double](repeating: 0, count: size), count: size)
        var row = [Double](repeating: 0, count: size)
        for index in 0..<rows.rows {
            Self.standardise(rows, index, means, scales, into: &row)
            for i in 0..<size {
                let factor = row[i]
                guard factor != 0 else { continue }
                for j in 0...i { sums[i][j] += factor * row[j] }
            }
        }
        for i in 0..<size {
            for j in 0...i {
                sums[i][j] /= Double(rows.rows - 1)
                sums[j][i] = sums[i][j]
            }
        }
        return sums
    }
}
