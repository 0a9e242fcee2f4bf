internal import RealModule

/// Fisher's exact test of whether something is as frequent in one sample as in another, however rare it is.
///
/// The statistic is the difference of the two shares. If all that is known is how often it occurs in both together, the first
/// count is hypergeometric; the p-value is twice the smaller of the probabilities of at least and of at most as many.
///
/// Where it is rare, Pearson's chi-square is far off in the tail: of 1 in 1,000 beside 0 in 1,000,000 it makes a p-value of
/// 1e-55 and more, which is 0.002 here.
///
/// Source: Fisher 1934, Statistical Methods for Research Workers, 5th edition, section 21.02; doubled as of Yates 1984 (Journal of
/// the Royal Statistical Society A 147).
public enum FisherExact {
    /// Compares two shares.
    ///
    /// - Parameters:
    ///   - a: how often it occurs in the first sample.
    ///   - n: how large that is.
    ///   - b: how often it occurs in the second sample.
    ///   - m: how large that is.
    /// - Returns: ``TestResult/undefined`` where a sample is empty, or has less than occurs in it.
    /// - Complexity: O(standard deviation of the count).
    public static func test(_ a: Int, of n: Int, _ b: Int, of m: Int) -> TestResult {
        guard n > 0, m > 0, (0...n).contains(a), (0...m).contains(b) else { return .undefined }
        let upper = self.atLeast(a, n, b, m)
        // At most as many of it are at least as many of all else.
        let lower = self.atLeast(n - a, n, m - b, m)
        let apart = abs(Double(a) / Double(n) - Double(b) / Double(m))
        return TestResult(statistic: apart, pValue: min(1, 2 * min(upper, lower)))
    }

    private static func atLeast(_ a: Int, _ n: Int, _ b: Int, _ m: Int) -> Double {
        var term = Double.exp(self.logChoose(n, a) + self.logChoose(m, b) - self.logChoose(n + m, a + b))
        var sum = term
        var (x, y) = (a, b)
        while x < n, y > 0 {
            term *= Double(n - x) / Double(x + 1) * (Double(y) / Double(m - y + 1))
            (x, y) = (x + 1, y - 1)
            sum += term
            // Below the mode terms still grow, and then the sum is large enough for the other side to be the smaller one.
            if term < sum * 1e-17 || sum > 1 { break }
        }
        return min(1, sum)
    }

    private static func logChoose(_ n: Int, _ k: Int) -> Double {
        Double.logGamma(Double(n + 1)) - Double.logGamma(Double(k + 1)) - Double.logGamma(Double(n - k + 1))
    }
}
