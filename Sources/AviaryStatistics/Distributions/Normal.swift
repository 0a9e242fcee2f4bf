internal import RealModule

/// The standard normal distribution.
public enum Normal {
    /// The probability of a value at or below `z`: `erfc(-z / sqrt 2) / 2`, which stays precise far out in the lower tail.
    public static func cumulative(_ z: Double) -> Double { Double.erfc(-z / 2.0.squareRoot()) / 2 }

    /// The probability of a value above `z`; precise far out in the upper tail.
    public static func survival(_ z: Double) -> Double { self.cumulative(-z) }

    /// The density at `z`.
    public static func density(_ z: Double) -> Double { Double.exp(-z * z / 2) / (2 * Double.pi).squareRoot() }

    /// The value with a given probability below it.
    ///
    /// A rational first guess (Abramowitz and Stegun 1964, formula 26.2.23, to 4.5e-4), sharpened by Halley's steps on the
    /// logarithm-free equation `cumulative(z) = p`; precise to about 1e-15 relative to `z`.
    ///
    /// - Parameter probability: at 0 it is minus, at 1 plus infinity; outside of 0...1 NaN.
    /// - Returns: in standard deviations.
    public static func quantile(_ probability: Double) -> Double {
        guard probability > 0, probability < 1 else {
            return probability == 0 ? -.infinity : probability == 1 ? .infinity : .nan
        }
        guard probability <= 0.5 else { return -self.lowerQuantile(1 - probability) }
        return self.lowerQuantile(probability)
    }

    private static func lowerQuantile(_ probability: Double) -> Double {
        let t = (-2 * Double.log(probability)).squareRoot()
        let top = 2.515517 + t * (0.802853 + t * 0.010328)
        let bottom = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308))
        var z = top / bottom - t
        for _ in 0..<3 {
            let density = self.density(z)
            guard density > 0 else { break }
            let step = (self.cumulative(z) - probability) / density
            z -= step / (1 + z * step / 2)
        }
        return z
    }
}
