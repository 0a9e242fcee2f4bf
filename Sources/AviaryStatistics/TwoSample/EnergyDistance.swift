/// The energy distance of numbers.
public enum EnergyDistance {
    /// `sqrt(2 integral (F(x) - G(x))^2 dx)` with the samples' empirical distributions.
    ///
    /// Equal to the square root of `2 E|X - Y| - E|X - X'| - E|Y - Y'|`; a metric, in the square root of the numbers' unit.
    ///
    /// Agrees with scipy.stats.energy_distance, which Evidently calls.
    /// Source: Szekely and Rizzo 2013, Energy statistics (J. Statistical Planning and Inference 143).
    ///
    /// - Parameters:
    ///   - sortedA: finite, ascending.
    ///   - sortedB: finite, ascending.
    /// - Returns: NaN where a sample is empty.
    /// - Complexity: O(n + m) without allocation.
    public static func distance(sortedA: [Double], sortedB: [Double]) -> Double {
        (2 * DistributionGap.integral(sortedA, sortedB) { $0 * $0 }).squareRoot()
    }

    /// The same of numbers in any order; what is not finite is dropped.
    public static func distance(_ a: [Double], _ b: [Double]) -> Double {
        self.distance(sortedA: SortedSample.make(a), sortedB: SortedSample.make(b))
    }
}
