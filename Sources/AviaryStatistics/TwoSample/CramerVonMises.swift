/// The two-sample Cramer-von Mises test of whether the samples are drawn from one continuous distribution.
///
/// The statistic is `T = U / (n m (n + m)) - (4 n m - 1) / (6 (n + m))` with `U = n sum (r_i - i)^2 + m sum (s_j - j)^2`, where
/// `r_i` and `s_j` are the ranks in the pooled sample, tied numbers sharing the mean of their ranks; without ties it is
/// `n m / (n + m)` times the mean squared distance of the empirical distributions. Numbers agree with
/// scipy.stats.cramervonmises_2samp. It is meant for continuous distributions: where many numbers tie and the sizes differ,
/// it finds differences that are not there.
///
/// Sources: Anderson 1962, On the distribution of the two-sample Cramer-von Mises criterion (Annals of Math. Stat. 33);
/// Xiao, Gordon and Yakovlev 2006 (J. Stat. Software 17, 8) for exact p-values.
public enum CramerVonMises {
    /// Compares two samples.
    ///
    /// - Parameters:
    ///   - a: in any order; what is not finite is dropped.
    ///   - b: likewise.
    ///   - method: exact p-values are for samples of at most 20 numbers each; greater ones get asymptotic p-values always.
    /// - Returns: ``TestResult/undefined`` where a sample has fewer than 2 numbers.
    public static func test(_ a: [Double], _ b: [Double], method: PValueMethod = .automatic) -> TestResult {
        self.test(sortedA: SortedSample.make(a), sortedB: SortedSample.make(b), method: method)
    }

    /// Compares two samples that are sorted already.
    ///
    /// - Parameters:
    ///   - sortedA: finite, ascending.
    ///   - sortedB: finite, ascending.
    ///   - method: exact p-values are for samples of at most 20 numbers each.
    /// - Returns: ``TestResult/undefined`` where a sample has fewer than 2 numbers.
    /// - Complexity: O(n + m) without allocation, apart from exact p-values.
    public static func test(
        sortedA: [Double],
        sortedB: [Double],
        method: PValueMethod = .automatic
    ) -> TestResult {
        let (n, m) = (sortedA.count, sortedB.count)
        guard n > 1, m > 1 else { return .undefined }
        let scaled = self.fourfoldU(sortedA, sortedB)
        let k = Double(n) * Double(m)
        let total = Double(n + m)
        // T = (6 U - k (4 k - 1)) / (6 k N), whose numerator cancels unless it is computed in whole numbers.
        let product = Int128(n) * Int128(m)
        let numerator = 6 * scaled - 4 * product * (4 * product - 1)
        let statistic = Double(numerator) / 24 / k / total
        if method != .asymptotic, max(n, m) <= CramerVonMisesTable.greatestSize {
            let pValue = CramerVonMisesTable.pValue(numerator: Int(numerator), n, m)
            return TestResult(statistic: statistic, pValue: pValue)
        }
        // The mean and variance of T, by which it is brought to those of its limit (Anderson 1962, formulas 11, 14, 15).
        let mean = (1 + 1 / total) / 6
        let spread = 4 * k * total - 3 * (Double(n) * Double(n) + Double(m) * Double(m)) - 2 * k
        let variance = (total + 1) * spread / (45 * total * total * 4 * k)
        let normed = 1.0 / 6 + (statistic - mean) / (45 * variance).squareRoot()
        return TestResult(statistic: statistic, pValue: normed < 0.003 ? 1 : CramerVonMisesLimit.survival(normed))
    }

    /// `4 U`, a whole number.
    private static func fourfoldU(_ a: [Double], _ b: [Double]) -> Int128 {
        var sums = (a: Int128(0), b: Int128(0))
        var (i, j) = (0, 0)
        for run in PooledRuns(a, b) {
            // Twice the rank that all numbers of the run share.
            let rank = 2 * (i + j) + run.countA + run.countB + 1
            for index in i..<i + run.countA {
                let difference = Int128(rank - 2 * (index + 1))
                sums.a += difference * difference
            }
            for index in j..<j + run.countB {
                let difference = Int128(rank - 2 * (index + 1))
                sums.b += difference * difference
            }
            i += run.countA
            j += run.countB
        }
        return Int128(a.count) * sums.a + Int128(b.count) * sums.b
    }
}
