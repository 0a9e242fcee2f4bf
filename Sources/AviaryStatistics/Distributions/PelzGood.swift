internal import RealModule

/// Kolmogorov's distribution by an expansion around its limit.
///
/// Source: Pelz and Good 1976, Approximating the lower tail-areas of the Kolmogorov-Smirnov one-sample statistic (J. Royal
/// Stat. Soc. B 38, 152-156); as written in Simard and L'Ecuyer 2011, section 3.3.
enum PelzGood {
    /// The probability of a distance at or below `distance` with `count` numbers:
    /// `K0(z) + K1(z) / n^0.5 + K2(z) / n + K3(z) / n^1.5` at `z = d sqrt n`.
    ///
    /// - Parameters:
    ///   - distance: above 0, such that `z` is at most 3.
    ///   - count: some hundred at least, for five digits.
    /// - Returns: in 0...1, but for an error of about 1e-6.
    static func cumulative(_ distance: Double, count: Int) -> Double {
        let n = Double(count)
        let z = distance * n.squareRoot()
        let z2 = z * z
        let z4 = z2 * z2
        let z6 = z4 * z2
        var sums = (0.0, 0.0, 0.0, 0.0)
        // Over the halves: a = (pi (k + 1/2))^2, all terms of which come twice, for k and for -k - 1.
        for k in 0..<16 {
            let half = Double.pi * (Double(k) + 0.5)
            let a = half * half
            let weight = 2 * Double.exp(-a / (2 * z2))
            sums.0 += weight
            sums.1 += weight * (a - z2)
            sums.2 += weight * (6 * z6 + 2 * z4 + a * (2 * z4 - 5 * z2) + a * a * (1 - 2 * z2))
            let cubic = a * a * a * (5 - 30 * z2) + a * a * (212 * z4 - 60 * z2) + a * (135 * z4 - 96 * z6)
            sums.3 += weight * (cubic - 30 * z6 - 90 * z6 * z2)
        }
        var whole = (0.0, 0.0)
        for k in 1..<16 {
            let a = Double.pi * Double.pi * Double(k * k)
            let weight = 2 * Double.exp(-a / (2 * z2))
            whole.0 += weight * a
            whole.1 += weight * (3 * a * z2 - a * a)
        }
        let k0 = sums.0 / z
        let k1 = sums.1 / (6 * z4)
        let k2 = sums.2 / (72 * z6 * z) - whole.0 / (36 * z2 * z)
        let k3 = sums.3 / (6480 * z6 * z4) + whole.1 / (216 * z6)
        let sum = k0 + k1 / n.squareRoot() + k2 / n + k3 / (n * n.squareRoot())
        return (Double.pi / 2).squareRoot() * sum
    }
}
