/// The exact distribution of the two-sample Kolmogorov-Smirnov statistic: how many of all orders in which two samples'
/// numbers may lie, each a lattice path from (0, 0) to (n, m), leave a band around the diagonal.
enum SmirnovPaths {
    /// More steps would take longer than a tenth of a second or so.
    private static let affordableSteps = 16e6

    /// The probability of a distance of at least `distance / (n m)`; `nil` where it is not affordable.
    ///
    /// - Parameters:
    ///   - distance: `n m D`.
    ///   - n: the first sample's size.
    ///   - m: the second sample's size.
    /// - Returns: in 0...1.
    static func pValue(distance: Int, _ n: Int, _ m: Int) -> Double? {
        guard distance > 0 else { return 1 }
        guard n != m else { return self.equalSizes(n, reach: distance / n) }
        guard 2 * Double(distance) <= self.affordableSteps else { return nil }
        return self.anySizes(distance: distance, max(n, m), min(n, m))
    }

    /// By reflection: `2 sum over k >= 1 of (-1)^(k-1) binom(2n, n - k h) / binom(2n, n)` with `h = n D`, evaluated from the
    /// last term to the first, each as a factor of the one before, so that nothing cancels or overflows.
    private static func equalSizes(_ n: Int, reach h: Int) -> Double {
        var sum = 0.0
        for k in stride(from: n / h, through: 1, by: -1) {
            var ratio = 1.0
            for step in 1...h {
                let below = n - k * h + step
                ratio *= Double(below) / Double(n + (k - 1) * h + step)
            }
            sum = ratio * (1 - sum)
        }
        return min(1, max(0, 2 * sum))
    }

    /// By the recursion for the probability that a random path to (i, j) has left the band.
    ///
    /// The last step came from the left with probability `i / (i + j)`, else from below; outside of the band the probability
    /// is 1. Nothing cancels, so that small probabilities are precise (Viehmann 2021, Numerically more stable computation of the p-values for the two-sample
    /// Kolmogorov-Smirnov test).
    private static func anySizes(distance: Int, _ n: Int, _ m: Int) -> Double {
        // Column i of the path's probabilities, for j in 0...m: all of them outside, but for the band.
        var column = [Double](repeating: 1, count: m + 1)
        for i in 0...n {
            // In the band are the j with |i m - j n| < distance.
            let low = max(0, (i * m - distance) / n - 1)
            let high = min(m, (i * m + distance) / n + 1)
            for j in low...high {
                guard abs(i * m - j * n) < distance else {
                    column[j] = 1
                    continue
                }
                guard i + j > 0 else {
                    column[j] = 0
                    continue
                }
                let left = i > 0 ? column[j] * Double(i) : 0
                let below = j > 0 ? column[j - 1] * Double(j) : 0
                column[j] = (left + below) / Double(i + j)
            }
        }
        return min(1, column[m])
    }
}
