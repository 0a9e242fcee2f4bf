extension JSONReader {
    /// Takes a number, at which the reader stands.
    ///
    /// - Returns: its digits and exponent, not yet rounded to any format.
    /// - Throws: ``AviaryError`` when something else is there.
    @inline(__always)
    mutating func decimal() throws(AviaryError) -> Decimal {
        let start = self.index
        var number = Decimal()
        if self.current == UInt8(ascii: "-") {
            number.isNegative = true
            self.index += 1
        }
        let firstDigit = self.index
        self.takeDigits(into: &number.significand)
        var digits = self.index - firstDigit
        guard digits > 0 else { throw self.notANumber(from: start) }
        guard digits == 1 || self.bytes.load(at: firstDigit, as: UInt8.self) != UInt8(ascii: "0") else {
            throw self.malformed("a number does not begin with 0 and another digit")
        }
        if self.current == UInt8(ascii: ".") {
            number.isInteger = false
            self.index += 1
            let firstDecimal = self.index
            self.takeDigits(into: &number.significand)
            let decimals = self.index - firstDecimal
            guard decimals > 0 else { throw self.expected("a digit after the decimal point") }
            digits += decimals
            number.exponent = -decimals
        }
        let lastDigit = self.index
        if self.current | 0x20 == UInt8(ascii: "e") {
            number.isInteger = false
            number.exponent += try self.takeExponent()
        }
        if digits > 19 { self.recount(&number, from: firstDigit, to: lastDigit) }
        number.range = start..<self.index
        return number
    }

    /// Takes a number and rounds it to a format.
    ///
    /// - Throws: ``AviaryError`` when something else is there, or the number is beyond the format's range.
    @inline(__always)
    mutating func floatingPoint<Number: DecimalTarget>(_ type: Number.Type) throws(AviaryError) -> Number {
        let decimal = try self.decimal()
        let number = decimal.nearest(type) ?? self.nearest(type, in: decimal.range)
        guard number.isFinite else {
            let limit = Number.greatestFiniteMagnitude
            throw self.outOfRange(decimal, "\(-limit) to \(limit)")
        }
        return number
    }

    /// Takes a whole number.
    ///
    /// - Throws: ``AviaryError`` when something else is there, or the number is beyond the type's range.
    @inline(__always)
    package mutating func integer<Number: FixedWidthInteger>(_ type: Number.Type) throws(AviaryError) -> Number {
        _ = self.peek()
        let decimal = try self.decimal()
        guard decimal.isInteger else {
            throw self.at(decimal, "a whole number is written without a fraction or an exponent")
        }
        let magnitude: UInt64
        if decimal.exponent == 0 {
            magnitude = decimal.significand
        } else {
            // 20 digits: only unsigned numbers of 64 bits have so many.
            guard let whole = UInt64(self.text(in: decimal.range).drop { $0 == "-" }) else {
                throw self.outOfRange(decimal, "\(Number.min) to \(Number.max)")
            }
            magnitude = whole
        }
        let value = decimal.isNegative ? Number(exactly: -Int128(magnitude)) : Number(exactly: magnitude)
        guard let value else { throw self.outOfRange(decimal, "\(Number.min) to \(Number.max)") }
        return value
    }

    /// Takes decimal digits, eight at a time while they last; beyond 19 the sum is wrong and is counted again.
    @inline(__always)
    private mutating func takeDigits(into sum: inout UInt64) {
        while self.index + 8 <= self.bytes.byteCount {
            let word = UInt64(littleEndian: self.bytes.load(at: self.index))
            // Each byte is a digit when its high nibble is 3 and stays 3 after adding 6 to the low one.
            guard
                word & 0xF0F0_F0F0_F0F0_F0F0 | ((word &+ 0x0606_0606_0606_0606) & 0xF0F0_F0F0_F0F0_F0F0) >> 4
                    == 0x3333_3333_3333_3333
            else { break }
            sum = sum &* 100_000_000 &+ eightDigits(word)
            self.index += 8
        }
        while true {
            let digit = self.current &- UInt8(ascii: "0")
            guard digit <= 9 else { return }
            sum = sum &* 10 &+ UInt64(digit)
            self.index += 1
        }
    }

    private mutating func takeExponent() throws(AviaryError) -> Int {
        self.index += 1
        let isNegative = self.current == UInt8(ascii: "-")
        if isNegative || self.current == UInt8(ascii: "+") { self.index += 1 }
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self.current) else {
            throw self.expected("a digit of the exponent")
        }
        var exponent = 0
        while (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self.current) {
            // Far beyond every format's range, and far from overflow.
            if exponent < 100_000 { exponent = exponent * 10 + Int(self.current - UInt8(ascii: "0")) }
            self.index += 1
        }
        return isNegative ? -exponent : exponent
    }

    /// Counts the digits of a long number again: the first 19 that matter, and the exponent that goes with them.
    private func recount(_ number: inout Decimal, from start: Int, to end: Int) {
        var significand: UInt64 = 0
        var taken = 0
        var dropped = 0
        for offset in start..<end {
            let byte: UInt8 = self.bytes.load(at: offset)
            // The point only moves the exponent, which is known already; zeros in front do not count.
            if byte == UInt8(ascii: ".") || (taken == 0 && byte == UInt8(ascii: "0")) { continue }
            if taken < 19 {
                significand = significand * 10 + UInt64(byte - UInt8(ascii: "0"))
                taken += 1
            } else {
                dropped += 1
            }
        }
        number.significand = significand
        number.exponent += dropped
        number.isTruncated = dropped > 0
    }

    /// Rounds a number by its whole text, for the few where more than 19 digits matter.
    private func nearest<Number: DecimalTarget>(_ type: Number.Type, in range: Range<Int>) -> Number {
        // The text is a JSON number, so it is one for Swift, too.
        Number(self.text(in: range)) ?? .nan
    }

    private func text(in range: Range<Int>) -> String {
        unsafe self.bytes.extracting(range).withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
    }

    private func notANumber(from start: Int) -> AviaryError {
        var probe = self
        probe.index = start
        return probe.expected("a number")
    }

    private func at(_ decimal: Decimal, _ message: String) -> AviaryError {
        var probe = self
        probe.index = decimal.range.lowerBound
        return probe.malformed("\(message), got \(self.text(in: decimal.range).prefix(40))")
    }

    private func outOfRange(_ decimal: Decimal, _ range: String) -> AviaryError {
        self.at(decimal, "a number beyond the type's range, which is \(range)")
    }
}

/// The value of eight ASCII digits, first digit in the lowest byte: three multiplications that each join neighbours.
@inline(__always)
private func eightDigits(_ word: UInt64) -> UInt64 {
    var value = word &- 0x3030_3030_3030_3030
    value = (value &* 10) &+ (value >> 8)
    let low = (value & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
    let high = ((value >> 16) & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
    return (low &+ high) >> 32
}
