/// The first Wasserstein distance, or earth mover's distance, of numbers.
public enum Wasserstein {
    /// The area between the samples' empirical distributions, `integral |F(x) - G(x)| dx`, in the numbers' unit: how far on
    /// average a number must move to turn one sample into the other.
    ///
    /// Agrees with scipy.stats.wasserstein_distance. Source: Vallender 1974 (Theory of Probability 18).
    ///
    /// - Parameters:
    ///   - sortedA: finite, ascending.
    ///   - sortedB: finite, ascending.
    /// - Returns: NaN where a sample is empty.
    /// - Complexity: O(n + m) without allocation.
    public static func distance(sortedA: [Double], sortedB: [Double]) -> Double {
        DistributionGap.integral(sortedA, sortedB) { $0 }
    }

    /// The distance, divided by the reference's standard deviation (over n, not n - 1) or by 0.001 if that is greater; without
    /// unit.
    ///
    /// This is Evidently's normed Wasserstein distance.
    ///
    /// - Parameters:
    ///   - sortedReference: finite, ascending.
    ///   - sortedCurrent: finite, ascending.
    /// - Returns: NaN where a sample is empty.
    /// - Complexity: O(n + m) without allocation.
    public static func normed(sortedReference: [Double], sortedCurrent: [Double]) -> Double {
        let count = Double(sortedReference.count)
        let mean = sortedReference.reduce(0, +) / count
        let variance = sortedReference.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
        return self.distance(sortedA: sortedReference, sortedB: sortedCurrent) / max(variance.squareRoot(), 0.001)
    }

    /// The same of numbers in any order; what is not finite is dropped.
    public static func normed(reference: [Double], current: [Double]) -> Double {
        self.normed(sortedReference: SortedSample.make(reference), sortedCurrent: SortedSample.make(current))
    }
}
