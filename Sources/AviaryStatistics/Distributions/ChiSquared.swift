/// The chi-squared distribution: the sum of the squares of so many independent standard normal numbers.
public enum ChiSquared {
    /// The probability of a value at or below `x`.
    ///
    /// - Parameters:
    ///   - x: at or below 0 the result is 0.
    ///   - degrees: of freedom; with none the distribution is the point 0.
    /// - Returns: in 0...1.
    public static func cumulative(_ x: Double, degrees: Double) -> Double {
        guard degrees > 0 else { return x >= 0 ? 1 : 0 }
        return GammaFunction.lower(degrees / 2, x / 2)
    }

    /// The probability of a value above `x`; precise where it is small.
    ///
    /// - Parameters:
    ///   - x: at or below 0 the result is 1; at infinity 0.
    ///   - degrees: of freedom; with none the distribution is the point 0, and a value of 0 has probability 1.
    /// - Returns: in 0...1.
    public static func survival(_ x: Double, degrees: Double) -> Double {
        guard degrees > 0 else { return x > 0 ? 0 : 1 }
        return GammaFunction.upper(degrees / 2, x / 2)
    }
}
