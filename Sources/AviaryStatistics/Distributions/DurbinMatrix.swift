internal import RealModule

/// Kolmogorov's distribution by the power of a matrix.
///
/// Source: Durbin 1968; Marsaglia, Tsang and Wang 2003, Evaluating Kolmogorov's distribution (J. Stat. Software 8, 18).
enum DurbinMatrix {
    /// The probability of a distance at or below `distance` with `count` numbers.
    ///
    /// With `n d = k - h`, `k` whole and `0 <= h < 1`, it is `n! / n^n` times the entry in the middle of `H^n`, where `H` has
    /// `2 k - 1` rows: `1 / (i - j + 1)!` on and below the first upper diagonal, with corrections by powers of `h` in the
    /// first column and the last row.
    ///
    /// - Parameters:
    ///   - distance: above `0.5 / count`, below 1.
    ///   - count: at least 1.
    /// - Returns: in 0...1.
    /// - Complexity: O((count * distance)^3 log count).
    static func cumulative(_ distance: Double, count: Int) -> Double {
        let n = Double(count)
        let k = Int((n * distance).rounded(.up))
        let h = Double(k) - n * distance
        let size = 2 * k - 1
        var power = self.matrix(size, h)
        var result = Scaled(entries: [Double](repeating: 0, count: size * size), exponent: 0)
        for i in 0..<size { result.entries[i * size + i] = 1 }
        var left = count
        while left > 0 {
            if left % 2 == 1 { result = result.times(power, size: size) }
            left /= 2
            if left > 0 { power = power.times(power, size: size) }
        }
        let middle = result.entries[(k - 1) * size + k - 1]
        let logFactor = Double.logGamma(n + 1) - n * Double.log(n) + Double(result.exponent) * Double.log(2)
        return middle > 0 ? min(1, Double.exp(Double.log(middle) + logFactor)) : 0
    }

    private static func matrix(_ size: Int, _ h: Double) -> Scaled {
        var inverseFactorials = [1.0]
        for i in 1...size { inverseFactorials.append(inverseFactorials[i - 1] / Double(i)) }
        var entries = [Double](repeating: 0, count: size * size)
        for i in 0..<size {
            for j in 0...min(i + 1, size - 1) { entries[i * size + j] = inverseFactorials[i - j + 1] }
        }
        for i in 0..<size {
            let edge = (1 - Double.pow(h, i + 1)) * inverseFactorials[i + 1]
            entries[i * size] = edge
            entries[(size - 1) * size + size - 1 - i] = edge
        }
        let corner = 1 - 2 * Double.pow(h, size) + Double.pow(max(0, 2 * h - 1), size)
        entries[(size - 1) * size] = corner * inverseFactorials[size]
        return Scaled(entries: entries, exponent: 0)
    }

    /// A square matrix times a power of two, which its growing powers would otherwise exceed.
    private struct Scaled {
        var entries: [Double]
        var exponent: Int

        func times(_ other: Self, size: Int) -> Self {
            var product = [Double](repeating: 0, count: size * size)
            for i in 0..<size {
                for k in 0..<size {
                    let factor = self.entries[i * size + k]
                    guard factor != 0 else { continue }
                    for j in 0..<size { product[i * size + j] += factor * other.entries[k * size + j] }
                }
            }
            let greatest = product.max() ?? 0
            guard greatest > 1e100 || greatest < 1e-100, greatest > 0 else {
                return Self(entries: product, exponent: self.exponent + other.exponent)
            }
            let shift = Int(greatest.exponent)
            let factor = Double(sign: .plus, exponent: -shift, significand: 1)
            return Self(entries: product.map { $0 * factor }, exponent: self.exponent + other.exponent + shift)
        }
    }
}
