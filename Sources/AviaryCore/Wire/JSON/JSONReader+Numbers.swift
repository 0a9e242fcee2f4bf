extension JSONReader {
    /// Takes a number, at which the reader stands.
    ///
    /// - Returns: its digits and exponent, not yet rounded to any format.
    /// - Throws: ``AviaryError`` when something else is there.
    @inline(__always)
    mutating func decimal() throws(AviaryError) -> Decimal {
        // Position and sum live in registers: this loop is where a request of numbers spends its time.
        let bytes = self.bytes
        let start = self.index
        var index = start
        var significand: UInt64 = 0
        var exponent = 0
        var isInteger = true
        let isNegative = bytes.byte(at: index) == UInt8(ascii: "-")
        if isNegative { index &+= 1 }
        let firstDigit = index
        bytes.takeDigits(&index, into: &significand)
        var digits = index - firstDigit
        guard digits == 1 || (digits > 1 && bytes.byte(at: firstDigit) != UInt8(ascii: "0")) else {
            throw self.notANumber(digits: digits)
        }
        if bytes.byte(at: index) == UInt8(ascii: ".") {
            isInteger = false
            index &+= 1
            let firstDecimal = index
            bytes.takeDigits(&index, into: &significand)
            exponent = firstDecimal - index
            guard exponent < 0 else {
                self.index = index
                throw self.expected("a digit after the decimal point")
            }
            digits -= exponent
        }
        let lastDigit = index
        self.index = index
        if bytes.byte(at: index) | 0x20 == UInt8(ascii: "e") {
            isInteger = false
            exponent += try self.takeExponent()
        }
        var number = Decimal(
            significand: significand,
            exponent: exponent,
            isNegative: isNegative,
            isInteger: isInteger,
            isTruncated: false,
            range: start..<self.index
        )
        if digits > 19 { self.recount(&number, from: firstDigit, to: lastDigit) }
        return number
    }

    /// Takes a number and rounds it to a format.
    ///
    /// - Throws: ``AviaryError`` when something else is there, or the number is beyond the format's range.
    @inline(__always)
    mutating func floatingPoint<Number: DecimalTarget>(_ type: Number.Type) throws(AviaryError) -> Number {
        if let number = self.plainFraction(type) { return number }
        return try self.anyFloatingPoint(type)
    }

    /// Takes a number of the form that tensors are made of, `-0.1234567`; `nil`, and nothing taken, for any other.
    ///
    /// One check of the bounds covers all bytes that are looked at: sign, at most 3 digits, point, at most 16 digits,
    /// and the byte after them.
    @inline(__always)
    private mutating func plainFraction<Number: DecimalTarget>(_ type: Number.Type) -> Number? {
        let bytes = self.bytes
        var index = self.index
        guard bytes.byteCount &- index >= 32 else { return nil }
        let isNegative = bytes.uncheckedByte(at: index) == UInt8(ascii: "-")
        if isNegative { index &+= 1 }
        let first = bytes.uncheckedByte(at: index) &- UInt8(ascii: "0")
        guard first <= 9 else { return nil }
        var significand = UInt64(first)
        index &+= 1
        var next = bytes.uncheckedByte(at: index)
        if next != UInt8(ascii: ".") {
            let wholeEnd = index &+ 2
            while next &- UInt8(ascii: "0") <= 9, index < wholeEnd, first != 0 {
                significand = significand &* 10 &+ UInt64(next &- UInt8(ascii: "0"))
                index &+= 1
                next = bytes.uncheckedByte(at: index)
            }
            guard next == UInt8(ascii: ".") else { return nil }
        }
        index &+= 1
        let decimals = bytes.takeSixteenDigits(at: index, into: &significand)
        index &+= decimals
        let end = bytes.uncheckedByte(at: index)
        // More digits, an exponent or no digits at all: the general way knows what to do or to say.
        guard decimals > 0, end &- UInt8(ascii: "0") > 9, end | 0x20 != UInt8(ascii: "e"),
            let magnitude = Number.quotient(significand, decimals)
        else { return nil }
        self.index = index
        return isNegative ? -magnitude : magnitude
    }

    private mutating func anyFloatingPoint<Number: DecimalTarget>(_ type: Number.Type) throws(AviaryError) -> Number {
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

    private func notANumber(digits: Int) -> AviaryError {
        digits == 0
            ? self.expected("a number") : self.malformed("a number does not begin with 0 and another digit")
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

extension RawSpan {
    /// Takes decimal digits; the sum of more than 19 wraps and is counted again.
    @inline(__always)
    fileprivate func takeDigits(_ index: inout Int, into sum: inout UInt64) {
        while true {
            let digit = self.byte(at: index) &- UInt8(ascii: "0")
            guard digit <= 9 else { return }
            sum = sum &* 10 &+ UInt64(digit)
            index &+= 1
        }
    }

    /// Adds at most 16 digits to a sum, eight at a time; the caller has checked that 16 bytes are there.
    ///
    /// - Returns: how many digits there were.
    @inline(__always)
    fileprivate func takeSixteenDigits(at index: Int, into sum: inout UInt64) -> Int {
        let first = self.takeEightDigits(at: index, into: &sum)
        guard first == 8 else { return first }
        return 8 &+ self.takeEightDigits(at: index &+ 8, into: &sum)
    }

    @inline(__always)
    private func takeEightDigits(at index: Int, into sum: inout UInt64) -> Int {
        // Safe: the caller has checked the bounds, and every pattern of bits is a number.
        let word = UInt64(
            littleEndian: unsafe self.unsafeLoadUnaligned(fromUncheckedByteOffset: index, as: UInt64.self)
        )
        // A byte is a digit when neither it plus 0x46 nor it minus 0x30 reaches its highest bit; borrows and carries
        // only spoil what lies behind the first byte that is none.
        let digits = word &- 0x3030_3030_3030_3030
        let others = ((word &+ 0x4646_4646_4646_4646) | digits) & 0x8080_8080_8080_8080
        guard others != 0 else {
            sum = sum &* 100_000_000 &+ eightDigits(digits)
            return 8
        }
        let count = others.trailingZeroBitCount >> 3
        guard count > 0 else { return 0 }
        // Moved up, the digits have zeros before them.
        sum = sum &* powerOfTen(count) &+ eightDigits(digits &<< UInt64(64 &- count &* 8))
        return count
    }

    /// A byte where the caller has checked the bounds.
    @inline(__always)
    fileprivate func uncheckedByte(at offset: Int) -> UInt8 {
        unsafe self.unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
    }
}

/// The power of ten for an exponent from 1 to 7.
@inline(__always)
private func powerOfTen(_ exponent: Int) -> UInt64 {
    // Four small factors instead of a table: no memory is read.
    (exponent & 1 == 0 ? 1 : 10) &* (exponent & 2 == 0 ? 1 : 100) &* (exponent & 4 == 0 ? 1 : 10_000)
}

/// The value of eight digits, the first in the lowest byte: three multiplications that each join neighbours.
@inline(__always)
private func eightDigits(_ digits: UInt64) -> UInt64 {
    let value = (digits &* 10) &+ (digits >> 8)
    let low = (value & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
    let high = ((value >> 16) & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
    return (low &+ high) >> 32
}
