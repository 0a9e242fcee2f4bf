/// A number as JSON writes it: `significand` x 10^`exponent`.
struct Decimal {
    /// The first 19 significant digits.
    var significand: UInt64
    var exponent: Int
    var isNegative: Bool
    /// Whether a fraction or an exponent was written.
    var isInteger: Bool
    /// Whether there were more than 19 significant digits; then ``significand`` is cut off.
    var isTruncated: Bool
    /// Where the number lies in the text.
    var range: Range<Int>

    /// The nearest number of a binary format, ties to even; infinite when it is beyond the format's range.
    ///
    /// `nil` when the digits that were cut off decide: then the whole text must be looked at.
    ///
    /// Eisel and Lemire's method: Lemire, "Number Parsing at a Gigabyte per Second" (Software: Practice and Experience
    /// 51, 2021), without its fallback, which Mushtak and Lemire, "Fast Number Parsing Without Fallback" (2023), prove
    /// unnecessary.
    ///
    /// - Complexity: O(1), no allocation.
    @inline(__always)
    func nearest<Number: DecimalTarget>(_ type: Number.Type) -> Number? {
        // With few digits and a small power of ten both are exact, and one operation rounds once (Clinger, 1990).
        if self.significand <= Number.largestExactInteger, !self.isTruncated,
            (-Number.largestExactPower...Number.largestExactPower).contains(self.exponent)
        {
            let whole = Number(self.significand)
            let value =
                self.exponent < 0
                ? whole / Number.exactPower(-self.exponent) : whole * Number.exactPower(self.exponent)
            return self.isNegative ? -value : value
        }
        let magnitude = Number.nearest(self.significand, exponent: self.exponent)
        if self.isTruncated, magnitude != Number.nearest(self.significand + 1, exponent: self.exponent) { return nil }
        return self.isNegative ? -magnitude : magnitude
    }
}

/// A binary format that decimal numbers are rounded to.
protocol DecimalTarget: BinaryFloatingPoint, LosslessStringConvertible {
    /// The whole numbers up to here are exact.
    static var largestExactInteger: UInt64 { get }
    /// The powers of ten up to here are exact.
    static var largestExactPower: Int { get }
    /// Decimal exponents between which a number may lie exactly between two neighbours.
    static var tieExponents: ClosedRange<Int> { get }

    static func exactPower(_ exponent: Int) -> Self
    /// `significand` / 10^`power` in one rounding, where that can be had by one division; `power` is 1...16.
    static func quotient(_ significand: UInt64, _ power: Int) -> Self?
    static func assemble(exponent: Int, significand: UInt64) -> Self
}

extension DecimalTarget {
    /// The number nearest to `significand` x 10^`exponent`, ties to even.
    @inline(__always)
    static func nearest(_ significand: UInt64, exponent: Int) -> Self {
        guard significand != 0, exponent >= PowersOfFive.smallestExponent else { return 0 }
        guard exponent <= PowersOfFive.largestExponent else { return .infinity }
        let shift = significand.leadingZeroBitCount
        let normal = significand << shift
        let product = self.product(normal, exponent)
        let upper = Int(product.high >> 63)
        let cut = upper + 64 - self.significandBitCount - 3
        var mantissa = product.high >> cut
        // Floor of log2(10^exponent), by a multiplication that is exact in this range, and the exponent's bias.
        let bias = (1 << (self.exponentBitCount - 1)) - 1
        var power = (217_706 * exponent) >> 16 + 63 + upper - shift + bias
        let infinite = (1 << self.exponentBitCount) - 1
        if power <= 0 {
            guard power > -63 else { return 0 }
            mantissa >>= 1 - power
            mantissa = (mantissa + mantissa & 1) >> 1
            return self.assemble(exponent: mantissa < 1 << self.significandBitCount ? 0 : 1, significand: mantissa)
        }
        // Exactly between two neighbours: the even one, not the upper one.
        if product.low <= 1, self.tieExponents.contains(exponent), mantissa & 3 == 1, mantissa << cut == product.high {
            mantissa &= ~1
        }
        mantissa = (mantissa + mantissa & 1) >> 1
        if mantissa >= 2 << self.significandBitCount {
            mantissa = 1 << self.significandBitCount
            power += 1
        }
        guard power < infinite else { return .infinity }
        return self.assemble(exponent: power, significand: mantissa)
    }

    /// The leading 128 bits of a normalised significand times a power of five.
    @inline(__always)
    private static func product(_ significand: UInt64, _ exponent: Int) -> (high: UInt64, low: UInt64) {
        let index = 2 * (exponent - PowersOfFive.smallestExponent)
        var (high, low) = significand.multipliedFullWidth(by: PowersOfFive.words[index])
        // Only when the bits that decide are all ones can the second word still change them.
        let mask = UInt64.max >> (self.significandBitCount + 3)
        if high & mask == mask {
            let correction = significand.multipliedFullWidth(by: PowersOfFive.words[index + 1]).high
            low &+= correction
            if low < correction { high &+= 1 }
        }
        return (high, low)
    }
}

extension Float: DecimalTarget {
    static var largestExactInteger: UInt64 { 1 << 24 }
    static var largestExactPower: Int { 10 }
    static var tieExponents: ClosedRange<Int> { -17...10 }

    private static let powersOfTen: [Float] = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10]

    static func exactPower(_ exponent: Int) -> Float { self.powersOfTen[exponent] }

    @inline(__always)
    static func quotient(_ significand: UInt64, _ power: Int) -> Float? {
        guard let wide = Double.quotient(significand, power) else { return nil }
        // Rounding twice goes wrong only where the first rounding lands exactly between two floats, or below the normal
        // ones: everywhere else the true quotient lies on the same side of that middle.
        let isMiddle = wide.bitPattern & 0x1FFF_FFFF == 0x1000_0000
        guard !isMiddle, wide >= Double(Float.leastNormalMagnitude) || wide == 0 else { return nil }
        return Float(wide)
    }

    static func assemble(exponent: Int, significand: UInt64) -> Float {
        Float(bitPattern: UInt32(exponent) << 23 | UInt32(truncatingIfNeeded: significand) & (1 << 23 - 1))
    }
}

extension Double: DecimalTarget {
    static var largestExactInteger: UInt64 { 1 << 53 }
    static var largestExactPower: Int { 22 }
    static var tieExponents: ClosedRange<Int> { -4...23 }

    private static let powersOfTen: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]

    static func exactPower(_ exponent: Int) -> Double { self.powersOfTen[exponent] }

    @inline(__always)
    static func quotient(_ significand: UInt64, _ power: Int) -> Double? {
        guard significand <= self.largestExactInteger else { return nil }
        return Double(Int64(truncatingIfNeeded: significand)) / self.powersOfTen[power]
    }

    static func assemble(exponent: Int, significand: UInt64) -> Double {
        Double(bitPattern: UInt64(exponent) << 52 | significand & (1 << 52 - 1))
    }
}
