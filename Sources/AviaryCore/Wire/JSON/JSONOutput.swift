/// Writing JSON at the end of a span that has room for it: the caller has asked for the bound of what it writes.
///
/// Writing beyond the room traps, so a wrong bound is a crash in a test and never a corrupt reply.
extension OutputRawSpan {
    /// Copies ASCII text as it is.
    @inline(__always)
    mutating func write(ascii text: StaticString) {
        for offset in 0..<text.utf8CodeUnitCount { self.append(text.byte(offset)) }
    }

    /// Writes a string in quotes, with escapes where JSON needs them.
    mutating func writeJSON(_ text: String) {
        self.append(UInt8(ascii: "\""))
        for byte in text.utf8 { self.writeEscaped(byte) }
        self.append(UInt8(ascii: "\""))
    }

    /// Writes one byte of a string's UTF-8, escaped where JSON needs it.
    @inline(__always)
    mutating func writeEscaped(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            self.append(UInt8(ascii: "\\"))
            self.append(byte)
        case 0x20...0xFF:
            self.append(byte)
        case 0x0A: self.write(ascii: "\\n")
        case 0x0D: self.write(ascii: "\\r")
        case 0x09: self.write(ascii: "\\t")
        default:
            self.write(ascii: "\\u00")
            self.append(byte < 0x10 ? UInt8(ascii: "0") : UInt8(ascii: "1"))
            let digit = byte & 0x0F
            self.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
    }

    /// Writes a whole number in decimal digits, at most 20 bytes.
    @inline(__always)
    mutating func write(decimal number: some FixedWidthInteger) {
        if number < 0 { self.append(UInt8(ascii: "-")) }
        self.write(digits: UInt64(number.magnitude))
    }

    private mutating func write(digits number: UInt64) {
        var divisor: UInt64 = 1
        while number / divisor >= 10 { divisor *= 10 }
        var rest = number
        while divisor > 0 {
            self.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / divisor))
            rest %= divisor
            divisor /= 10
        }
    }

    /// Writes the shortest decimal form that reads back as the same finite number, at most 16 bytes for a `Float` and 25
    /// for a `Double`.
    @inline(__always)
    mutating func write(shortest number: some CustomStringConvertible) {
        for byte in number.description.utf8 { self.append(byte) }
    }
}

/// The most bytes that a string takes as JSON: quotes, and six for a byte that becomes `\u00xx`.
func jsonBound(of text: String) -> Int { 2 + 6 * text.utf8.count }
