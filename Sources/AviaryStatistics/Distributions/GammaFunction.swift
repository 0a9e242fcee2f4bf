internal import RealModule

/// The regularised incomplete gamma functions.
public enum GammaFunction {
    /// The lower one: `P(a, x) = 1 / Gamma(a) * integral from 0 to x of t^(a-1) e^-t dt`.
    ///
    /// - Parameters:
    ///   - a: above 0; otherwise the result is NaN.
    ///   - x: at or below 0 the result is 0.
    /// - Returns: in 0...1.
    public static func lower(_ a: Double, _ x: Double) -> Double {
        guard a > 0, !x.isNaN else { return .nan }
        guard x > 0 else { return 0 }
        return x < a + 1 ? self.series(a, x) : 1 - self.fraction(a, x)
    }

    /// The upper one: `Q(a, x) = 1 - P(a, x)`, precise relative to itself where it is small.
    ///
    /// By its series below `a + 1`, by its continued fraction above (Abramowitz and Stegun 1964, 6.5.29 and 6.5.31, the
    /// fraction evaluated as by Lentz 1976).
    ///
    /// - Parameters:
    ///   - a: above 0; otherwise the result is NaN.
    ///   - x: at or below 0 the result is 1.
    /// - Returns: in 0...1.
    /// - Complexity: O(sqrt(a)) steps near `x = a`, fewer elsewhere.
    public static func upper(_ a: Double, _ x: Double) -> Double {
        guard a > 0, !x.isNaN else { return .nan }
        guard x > 0 else { return 1 }
        return x < a + 1 ? 1 - self.series(a, x) : self.fraction(a, x)
    }

    /// More steps than any `a` below 1e12 needs.
    private static let limit = 10_000_000

    /// `x^a e^-x / Gamma(a)`.
    private static func factor(_ a: Double, _ x: Double) -> Double {
        Double.exp(a * Double.log(x) - x - Double.logGamma(a))
    }

    private static func series(_ a: Double, _ x: Double) -> Double {
        var term = 1 / a
        var sum = term
        var n = a
        for _ in 0..<self.limit {
            n += 1
            term *= x / n
            sum += term
            if term < sum * 1e-17 { break }
        }
        return sum * self.factor(a, x)
    }

    private static func fraction(_ a: Double, _ x: Double) -> Double {
        guard x.isFinite else { return 0 }
        let tiny = 1e-300
        var b = x + 1 - a
        var c = 1 / tiny
        var d = 1 / b
        var result = d
        for step in 1..<self.limit {
            let n = Double(step)
            let an = -n * (n - a)
            b += 2
            d = an * d + b
            if abs(d) < tiny { d = tiny }
            c = b + an / c
            if abs(c) < tiny { c = tiny }
            d = 1 / d
            let change = c * d
            result *= change
            if abs(change - 1) < 1e-16 { break }
        }
        return result * self.factor(a, x)
    }
}
