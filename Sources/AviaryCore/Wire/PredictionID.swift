/// The name of a prediction, by which feedback finds it later: a UUID of version 7 (RFC 9562, section 5.7).
///
/// Begins with the time, so that predictions lie in a database in the order in which they were made.
package struct PredictionID: Hashable, Sendable, CustomStringConvertible {
    /// The first 64 bits: the time, the version, and 12 random bits.
    package let high: UInt64
    /// The last 64 bits: the variant and 62 random bits.
    package let low: UInt64

    /// Makes a name.
    ///
    /// - Parameters:
    ///   - milliseconds: the time since 1970.
    ///   - random: where the other bits come from.
    package init(milliseconds: UInt64, using random: inout some RandomNumberGenerator) {
        let (first, second): (UInt64, UInt64) = (random.next(), random.next())
        self.high = milliseconds << 16 | 0x7000 | first & 0x0FFF
        self.low = 0b10 << 62 | second >> 2
    }

    /// Reads a name in its usual form.
    ///
    /// - Parameter text: 32 hexadecimal digits in five groups; `nil` for anything else.
    package init?(_ text: String) {
        var halves: (UInt64, UInt64) = (0, 0)
        var digits = 0
        for (position, byte) in text.utf8.enumerated() {
            if [8, 13, 18, 23].contains(position) {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, digits < 32 else { return nil }
            if digits < 16 {
                halves.0 = halves.0 << 4 | UInt64(digit)
            } else {
                halves.1 = halves.1 << 4 | UInt64(digit)
            }
            digits += 1
        }
        guard digits == 32 else { return nil }
        (self.high, self.low) = halves
    }

    /// Makes a name of its bits.
    ///
    /// - Parameters:
    ///   - high: the first 64 bits.
    ///   - low: the last 64 bits.
    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// When the request arrived that it names, as far as the name tells: to the millisecond.
    package var at: Timestamp { Timestamp(milliseconds: Int64(self.high >> 16)) }

    /// A number by chance that no other name depends on: the last 32 bits.
    package var lot: UInt32 { UInt32(truncatingIfNeeded: self.low) }

    /// The name in its usual form as ASCII: 32 hexadecimal digits in five groups.
    package var text: InlineArray<36, UInt8> {
        var text = InlineArray<36, UInt8>(repeating: UInt8(ascii: "-"))
        var position = 0
        for index in 0..<32 {
            if index == 8 || index == 12 || index == 16 || index == 20 { position += 1 }
            let half = index < 16 ? self.high : self.low
            let digit = UInt8(truncatingIfNeeded: half >> UInt64(60 - 4 * (index % 16)) & 0xF)
            text[position] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit
            position += 1
        }
        return text
    }

    /// The name in its usual form.
    package var description: String {
        let text = self.text
        return unsafe String(unsafeUninitializedCapacity: 36) { bytes in
            for index in text.indices { unsafe bytes[index] = text[index] }
            return 36
        }
    }
}
