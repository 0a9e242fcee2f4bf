internal import RealModule

/// The regularised incomplete beta function.
public enum BetaFunction {
    /// `I_x(a, b) = integral from 0 to x of t^(a-1) (1-t)^(b-1) dt`, divided by the same integral from 0 to 1.
    ///
    /// By its continued fraction (Abramowitz and Stegun 1964, 26.5.8, evaluated as by Lentz 1976), on the side of the mean
    /// where it converges fast.
    ///
    /// - Parameters:
    ///   - x: at or below 0 the result is 0, at or above 1 it is 1.
    ///   - a: above 0; otherwise the result is NaN.
    ///   - b: above 0; otherwise the result is NaN.
    /// - Returns: a probability.
    public static func regularised(_ x: Double, _ a: Double, _ b: Double) -> Double {
        guard a > 0, b > 0, !x.isNaN else { return .nan }
        guard x > 0 else { return 0 }
        guard x < 1 else { return 1 }
        let logBeta = Double.logGamma(a) + Double.logGamma(b) - Double.logGamma(a + b)
        let factor = Double.exp(a * Double.log(x) + b * Double.log(onePlus: -x) - logBeta)
        if x < (a + 1) / (a + b + 2) { return factor * self.fraction(x, a, b) / a }
        return 1 - factor * self.fraction(1 - x, b, a) / b
    }

    private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
        let tiny = 1e-300
        var c = 1.0
        var d = 1 - (a + b) * x / (a + 1)
        if abs(d) < tiny { d = tiny }
        d = 1 / d
        var result = d
        for step in 1..<100_000 {
            let m = Double(step)
            let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            var change = 1.0
            for term in [even, odd] {
                d = 1 + term * d
                if abs(d) < tiny { d = tiny }
                c = 1 + term / c
                if abs(c) < tiny { c = tiny }
                d = 1 / d
                change = c * d
                result *= change
            }
            if abs(change - 1) < 1e-16 { break }
        }
        return result
    }
}
