/// Decimal digits as the nearest binary number, for readers of other texts than JSON.
package enum DecimalText {
    /// The number nearest to `significand` x 10^`exponent`, ties to even.
    ///
    /// - Parameters:
    ///   - significand: at most 19 decimal digits.
    ///   - exponent: of ten.
    ///   - isNegative: whether there is a minus in front.
    /// - Returns: infinite when it is beyond the format's range.
    /// - Complexity: O(1), no allocation.
    package static func nearest(significand: UInt64, exponent: Int, isNegative: Bool) -> Double {
        let decimal = Decimal(
            significand: significand,
            exponent: exponent,
            isNegative: isNegative,
            isInteger: false,
            isTruncated: false,
            range: 0..<0
        )
        return decimal.nearest(Double.self) ?? .nan
    }
}
