internal import RealModule

/// The distribution to which the Cramer-von Mises statistic tends with ever more numbers.
enum CramerVonMisesLimit {
    /// The probability of a statistic above `x`.
    ///
    /// Up to 1.5, one less the series of Anderson and Darling 1952 (Annals of Math. Stat. 23, formula 4.35):
    /// `1 / (pi sqrt x) sum over k of binom(k - 1/2, k) sqrt(4 k + 1) exp(-q) K_1/4(q)`, `q = (4 k + 1)^2 / (16 x)`, with
    /// the modified Bessel function of the second kind. Above, Smirnov's integral (1936) between the first two poles of the
    /// characteristic function; those that follow weigh less than exp(-15 pi^2 x / 2) each. It keeps its precision relative
    /// to itself however small it is.
    ///
    /// - Parameter x: at or below 0 the result is 1.
    /// - Returns: in 0...1.
    static func survival(_ x: Double) -> Double {
        guard x > 0 else { return x.isNaN ? .nan : 1 }
        return x <= 1.5 ? max(0, 1 - self.series(x)) : self.tail(x)
    }

    private static func series(_ x: Double) -> Double {
        var sum = 0.0
        // binom(k - 1/2, k) = Gamma(k + 1/2) / (Gamma(1/2) k!).
        var binomial = 1.0
        for k in 0..<64 {
            let y = Double(4 * k + 1)
            let term = binomial * y.squareRoot() * self.scaledBessel(y * y / (16 * x))
            sum += term
            if term < 1e-17 { break }
            binomial *= (Double(k) + 0.5) / Double(k + 1)
        }
        return sum / (Double.pi * x.squareRoot())
    }

    /// `exp(-q) K_1/4(q)`, the integral over t >= 0 of `exp(-q (1 + cosh t)) cosh(t / 4)`, by the trapezoidal rule, which
    /// converges exponentially for it.
    private static func scaledBessel(_ q: Double) -> Double {
        let step = 0.125
        var sum = Double.exp(-2 * q) / 2
        for i in 1..<400 {
            let t = Double(i) * step
            let term = Double.exp(-q * (1 + Double.cosh(t))) * Double.cosh(t / 4)
            sum += term
            if term <= sum * 1e-18 { break }
        }
        return sum * step
    }

    /// `(2 / pi)` times the integral over s from 0 to pi of `exp(-x (pi + s)^2 / 2) / sqrt((pi + s) sin s)`; with `s = u^2` it
    /// is smooth, even, and falls so fast that the end at pi does not matter.
    private static func tail(_ x: Double) -> Double {
        let step = 0.25 / (1 + x).squareRoot() / 4
        var sum = 0.0
        for i in 0..<4000 {
            let u = Double(i) * step
            let s = u * u
            guard s < 3 else { break }
            let sine = i == 0 ? 1 : Double.sin(s) / s
            let term = Double.exp(-x * (Double.pi * s + s * s / 2)) / ((Double.pi + s) * sine).squareRoot()
            sum += i == 0 ? term / 2 : term
            if term < sum * 1e-18 { break }
        }
        // ds = 2 u du, and sqrt(sin s) = u sqrt(sin s / s).
        return 4 / Double.pi * step * sum * Double.exp(-x * Double.pi * Double.pi / 2)
    }
}
