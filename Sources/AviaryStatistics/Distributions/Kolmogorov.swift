internal import RealModule

/// The distribution of Kolmogorov's two-sided statistic: the greatest distance between a continuous distribution and the
/// empirical distribution of so many numbers drawn from it.
public enum Kolmogorov {
    /// The probability of a distance above `distance` with `count` numbers.
    ///
    /// By the method that is precise and affordable where the arguments lie, along the lines of Simard and L'Ecuyer 2011,
    /// Computing the two-sided Kolmogorov-Smirnov distribution (J. Stat. Software 39, 11), section 4:
    /// - `count * distance` up to 1: `1 - n! (2 d - 1/n)^n`; from `n - 1`: `2 (1 - d)^n` (both exact);
    /// - far in the tail: twice the one-sided probability, whose error is below the one-sided probability's square;
    /// - else Durbin's matrix (Marsaglia, Tsang and Wang 2003; exact), or Pelz and Good's expansion (1976) for many numbers.
    ///
    /// - Parameters:
    ///   - distance: at or below 0 the result is 1, at or above 1 it is 0.
    ///   - count: how many numbers, at least 1; otherwise the result is NaN.
    /// - Returns: precise to about 1e-7 absolutely; far in the tail relative to itself, too.
    public static func survival(_ distance: Double, count: Int) -> Double {
        guard count >= 1, !distance.isNaN else { return .nan }
        guard distance > 0 else { return 1 }
        guard distance < 1 else { return 0 }
        let n = Double(count)
        let scaled = n * distance
        if scaled <= 0.5 { return 1 }
        if scaled <= 1 { return 1 - Double.exp(Double.logGamma(n + 1) + n * Double.log(2 * distance - 1 / n)) }
        if scaled >= n - 1 { return min(1, 2 * Double.pow(1 - distance, count)) }
        let square = scaled * distance
        if distance >= 0.5 || square > (count <= 140 ? 4 : 2.2) {
            return min(1, 2 * self.oneSidedSurvival(distance, count: count))
        }
        let isDurbins = count <= 140 || (count <= 100_000 && scaled * distance.squareRoot() <= 1.4)
        let cumulative =
            isDurbins ? DurbinMatrix.cumulative(distance, count: count) : PelzGood.cumulative(distance, count: count)
        return min(1, max(0, 1 - cumulative))
    }

    /// The limit for ever more numbers: the probability that `sqrt(count) * distance` exceeds `z`.
    ///
    /// `2 sum over k >= 1 of (-1)^(k-1) exp(-2 k^2 z^2)`, and for small `z` the same by Jacobi's theta function, which then
    /// converges faster (Kolmogorov 1933; Smirnov 1948).
    ///
    /// - Parameter z: at or below 0 the result is 1.
    /// - Returns: in 0...1.
    public static func limitingSurvival(_ z: Double) -> Double {
        guard z > 0 else { return z.isNaN ? .nan : 1 }
        var sum = 0.0
        if z < 1 {
            let base = -Double.pi * Double.pi / (8 * z * z)
            for odd in stride(from: 1.0, through: 9, by: 2) { sum += Double.exp(base * odd * odd) }
            return 1 - (2 * Double.pi).squareRoot() / z * sum
        }
        var sign = 2.0
        for k in stride(from: 1.0, through: 5, by: 1) {
            sum += sign * Double.exp(-2 * k * k * z * z)
            sign = -sign
        }
        return sum
    }

    /// The probability that the empirical distribution of `count` numbers exceeds the true one by `distance` somewhere.
    ///
    /// `d sum over j of binom(n, j) (d + j/n)^(j-1) (1 - d - j/n)^(n-j)`, j from 0 to `n (1 - d)` (Birnbaum and Tingey 1951);
    /// for more than 10,000 numbers Smirnov's expansion, its terms of order `1/n` included (Lauwerier 1963), with an error
    /// of the order `n^-1.5`.
    ///
    /// - Parameters:
    ///   - distance: in 0...1.
    ///   - count: at least 1.
    /// - Returns: in 0...1.
    /// - Complexity: O(min(count, 10000)).
    static func oneSidedSurvival(_ distance: Double, count: Int) -> Double {
        let n = Double(count)
        guard count <= 10_000 else {
            let z = distance * n.squareRoot()
            let square = z * z
            let exponent = -2 * square - 2 * z / (3 * n.squareRoot()) - 4 * square * square / (9 * n)
            return Double.exp(exponent) * (1 + 4 * square / (9 * n))
        }
        var logBinomial = 0.0
        var sum = 0.0
        for j in 0...Int(n * (1 - distance)) {
            let share = Double(j) / n
            let rest = max(0, 1 - distance - share)
            sum += Double.exp(
                logBinomial + Double(j - 1) * Double.log(distance + share) + Double(count - j) * Double.log(rest)
            )
            logBinomial += Double.log(Double(count - j) / Double(j + 1))
        }
        return min(1, distance * sum)
    }
}
