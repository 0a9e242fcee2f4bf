/// Adjusts p-values for the number of tests, so that each may be held against the level meant for all of them.
///
/// NaN stands for a test that could not be made: it stays NaN and does not count.
public enum MultipleTests {
    /// Controls the false discovery rate: of the tests that then lie below a level, the share of false ones is at most that
    /// level on average, if the tests are independent or positively dependent.
    ///
    /// The i-th smallest of m becomes the least of `p_j m / j` over j from i to m. Agrees with
    /// scipy.stats.false_discovery_control. Source: Benjamini and Hochberg 1995 (J. Royal Stat. Soc. B 57).
    ///
    /// - Parameter pValues: in 0...1, or NaN.
    /// - Returns: adjusted p-values, in the given order.
    /// - Complexity: O(m log m).
    public static func benjaminiHochberg(_ pValues: [Double]) -> [Double] {
        let order = self.order(pValues)
        var result = pValues
        var least = 1.0
        for (index, place) in order.enumerated().reversed() {
            least = min(least, pValues[place] * (Double(order.count) / Double(index + 1)))
            result[place] = least
        }
        return result
    }

    /// Controls the family-wise error rate: the probability that any test lies below a level falsely is at most that level,
    /// whatever the dependence of the tests.
    ///
    /// The i-th smallest of m becomes the greatest of `p_j (m - j + 1)` over j up to i, at most 1. Agrees with
    /// statsmodels' multipletests(method: holm). Source: Holm 1979 (Scandinavian J. of Statistics 6).
    ///
    /// - Parameter pValues: in 0...1, or NaN.
    /// - Returns: adjusted p-values, in the given order.
    /// - Complexity: O(m log m).
    public static func holm(_ pValues: [Double]) -> [Double] {
        let order = self.order(pValues)
        var result = pValues
        var greatest = 0.0
        for (index, place) in order.enumerated() {
            greatest = max(greatest, min(1, pValues[place] * Double(order.count - index)))
            result[place] = greatest
        }
        return result
    }

    /// The places of the numbers, smallest first.
    private static func order(_ pValues: [Double]) -> [Int] {
        pValues.indices.filter { !pValues[$0].isNaN }.sorted { pValues[$0] < pValues[$1] }
    }
}
