/// Student's t distribution.
public enum StudentT {
    /// The probability of a value at or below `t`.
    ///
    /// `1 - I_x(n/2, 1/2) / 2` for `t` above 0, with `x = n / (n + t^2)` (Abramowitz and Stegun 1964, 26.7.1).
    ///
    /// - Parameters:
    ///   - t: any number.
    ///   - degrees: of freedom, above 0; otherwise the result is NaN.
    /// - Returns: in 0...1.
    public static func cumulative(_ t: Double, degrees: Double) -> Double {
        t > 0 ? 1 - self.tail(t, degrees) : self.tail(t, degrees)
    }

    /// The probability of a value above `t`; precise where it is small.
    public static func survival(_ t: Double, degrees: Double) -> Double { self.cumulative(-t, degrees: degrees) }

    /// The probability beyond `t`, away from 0.
    private static func tail(_ t: Double, _ degrees: Double) -> Double {
        guard degrees > 0, !t.isNaN else { return .nan }
        guard t.isFinite else { return 0 }
        return BetaFunction.regularised(degrees / (degrees + t * t), degrees / 2, 0.5) / 2
    }
}
