/// The eigenvalues and eigenvectors of a symmetric matrix.
///
/// Householder's reflections make the matrix tridiagonal, rotations with implicit shifts (QL) diagonal.
/// Source: Bowdler, Martin, Reinsch and Wilkinson 1968, The QR and QL algorithms for symmetric matrices (Numer. Math. 11).
struct SymmetricEigen {
    /// Greatest first.
    private(set) var values: [Double]
    /// The vectors that belong to the values, each a row of unit length.
    private(set) var vectors: [[Double]]

    /// Decomposes a matrix.
    ///
    /// - Parameter matrix: symmetric, finite, row by row.
    /// - Complexity: O(n^3); precise to some units in the last place of the greatest eigenvalue.
    init(_ matrix: [[Double]]) {
        let size = matrix.count
        var work = Work(matrix)
        work.tridiagonalise()
        work.diagonalise()
        let order = (0..<size).sorted { work.diagonal[$0] > work.diagonal[$1] }
        self.values = order.map { work.diagonal[$0] }
        self.vectors = order.map { work.basis[$0] }
    }

    private struct Work {
        private let size: Int
        private var matrix: [[Double]]
        private(set) var diagonal: [Double]
        /// Between the diagonal's entries i and i + 1.
        private var beside: [Double]
        /// The rows of the basis in which the matrix has its form so far.
        private(set) var basis: [[Double]]

        init(_ matrix: [[Double]]) {
            let size = matrix.count
            self.size = size
            self.matrix = matrix
            self.diagonal = [Double](repeating: 0, count: size)
            self.beside = self.diagonal
            self.basis = (0..<size).map { row in (0..<size).map { $0 == row ? 1 : 0 } }
        }

        mutating func tridiagonalise() {
            for k in 0..<max(0, self.size - 2) { self.reflect(k) }
            for i in 0..<self.size {
                self.diagonal[i] = self.matrix[i][i]
                if i + 1 < self.size { self.beside[i] = self.matrix[i + 1][i] }
            }
        }

        /// Makes all entries of column k below the first subdiagonal 0, by the reflection along a vector v:
        /// `A - v w' - w v'` with `p = 2 A v / v'v` and `w = p - v (v'p / v'v)`.
        private mutating func reflect(_ k: Int) {
            var v = [Double](repeating: 0, count: self.size)
            var squares = 0.0
            for i in k + 1..<self.size {
                v[i] = self.matrix[i][k]
                squares += v[i] * v[i]
            }
            guard squares > v[k + 1] * v[k + 1] else { return }
            let pivot = v[k + 1] > 0 ? -squares.squareRoot() : squares.squareRoot()
            v[k + 1] -= pivot
            let norm = v.reduce(0) { $0 + $1 * $1 }
            var w = [Double](repeating: 0, count: self.size)
            for i in k + 1..<self.size {
                var sum = 0.0
                for j in k + 1..<self.size { sum += self.matrix[i][j] * v[j] }
                w[i] = 2 * sum / norm
            }
            let along = zip(v, w).reduce(0) { $0 + $1.0 * $1.1 } / norm
            for i in k + 1..<self.size { w[i] -= along * v[i] }
            for i in k + 1..<self.size {
                for j in k + 1..<self.size { self.matrix[i][j] -= v[i] * w[j] + w[i] * v[j] }
                self.matrix[i][k] = i == k + 1 ? pivot : 0
            }
            var projection = [Double](repeating: 0, count: self.size)
            for i in k + 1..<self.size {
                for j in 0..<self.size { projection[j] += v[i] * self.basis[i][j] }
            }
            for i in k + 1..<self.size {
                let factor = 2 * v[i] / norm
                for j in 0..<self.size { self.basis[i][j] -= factor * projection[j] }
            }
        }

        mutating func diagonalise() {
            let scale = zip(self.diagonal, self.beside).reduce(0) { max($0, abs($1.0) + abs($1.1)) }
            for low in 0..<self.size {
                // Each value takes two or three rounds.
                for _ in 0..<60 {
                    let high =
                        (low..<self.size - 1).first { abs(self.beside[$0]) <= scale * .ulpOfOne } ?? self.size - 1
                    guard high > low else { break }
                    self.chase(low, high)
                }
            }
        }

        /// One round: a rotation with the shift, and those that drive the entry it leaves beside the diagonal out.
        private mutating func chase(_ low: Int, _ high: Int) {
            let slope = (self.diagonal[low + 1] - self.diagonal[low]) / (2 * self.beside[low])
            let root = (slope * slope + 1).squareRoot()
            let shift = self.beside[low] / (slope + (slope < 0 ? -root : root))
            var bulge = self.diagonal[high] - self.diagonal[low] + shift
            var (sine, cosine, moved) = (1.0, 1.0, 0.0)
            for i in stride(from: high - 1, through: low, by: -1) {
                let off = sine * self.beside[i]
                let kept = cosine * self.beside[i]
                let length = (off * off + bulge * bulge).squareRoot()
                self.beside[i + 1] = length
                guard length > 0 else {
                    self.diagonal[i + 1] -= moved
                    self.beside[high] = 0
                    return
                }
                sine = off / length
                cosine = bulge / length
                let reduced = self.diagonal[i + 1] - moved
                let change = (self.diagonal[i] - reduced) * sine + 2 * cosine * kept
                moved = sine * change
                self.diagonal[i + 1] = reduced + moved
                bulge = cosine * change - kept
                for j in 0..<self.size {
                    let (first, second) = (self.basis[i][j], self.basis[i + 1][j])
                    self.basis[i + 1][j] = sine * first + cosine * second
                    self.basis[i][j] = cosine * first - sine * second
                }
            }
            self.diagonal[low] -= moved
            self.beside[low] = bulge
            self.beside[high] = 0
        }
    }
}
