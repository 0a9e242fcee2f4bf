internal import AviaryCore

/// What the bytes of a field say, once quotes and blanks around them are gone.
package enum FieldValue: Equatable, Sendable {
    /// Nothing: the field is empty, or one of the words that stand for a missing value.
    case missing
    /// A number; infinite where it is written so or is beyond a double's range.
    case number(Double)
    /// Anything else.
    case word
}

/// Reads numbers and missing values out of bytes, without strings in between.
package enum NumberText {
    /// What pandas 3.0 takes for a missing value (`read_csv`, `na_values`), empty apart.
    package static let missingWords: Set<String> = [
        "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A", "NA",
        "NULL", "NaN", "None", "n/a", "nan", "null",
    ]

    /// Reads a plain number that ends before any other byte: sign, digits, point, digits, exponent.
    ///
    /// - Parameters:
    ///   - bytes: with at least one byte behind the number.
    ///   - index: where it begins; where it ends, if there is one.
    /// - Returns: the nearest double; `nil` and an unchanged index where there is no number of at most 19 digits.
    @inline(__always)
    static func takePlain(_ bytes: RawSpan, _ index: inout Int) -> Double? {
        var place = index
        let first = bytes.byte(at: place)
        let isNegative = first == UInt8(ascii: "-")
        if isNegative || first == UInt8(ascii: "+") { place &+= 1 }
        var sum: UInt64 = 0
        let start = place
        var digit = bytes.byte(at: place) &- 0x30
        while digit <= 9 {
            sum = sum &* 10 &+ UInt64(truncatingIfNeeded: digit)
            place &+= 1
            digit = bytes.byte(at: place) &- 0x30
        }
        var count = place &- start
        var exponent = 0
        if bytes.byte(at: place) == UInt8(ascii: ".") {
            place &+= 1
            let point = place
            digit = bytes.byte(at: place) &- 0x30
            while digit <= 9 {
                sum = sum &* 10 &+ UInt64(truncatingIfNeeded: digit)
                place &+= 1
                digit = bytes.byte(at: place) &- 0x30
            }
            exponent = point &- place
            count &-= exponent
        }
        // 19 digits fit 64 bits; longer ones go the slow way.
        guard count > 0, count <= 19 else { return nil }
        if bytes.byte(at: place) | 0x20 == UInt8(ascii: "e") {
            guard let power = self.takeExponent(bytes, &place) else { return nil }
            exponent &+= power
        }
        index = place
        return DecimalText.nearest(significand: sum, exponent: exponent, isNegative: isNegative)
    }

    private static func takeExponent(_ bytes: RawSpan, _ index: inout Int) -> Int? {
        var place = index + 1
        let sign = bytes.byte(at: place)
        if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { place += 1 }
        let start = place
        var power = 0
        while bytes.byte(at: place) &- 0x30 <= 9 {
            // Far beyond what a double holds, and far from overflow.
            if power < 100_000 { power = power * 10 + Int(bytes.byte(at: place) &- 0x30) }
            place += 1
        }
        guard place > start else { return nil }
        index = place
        return sign == UInt8(ascii: "-") ? -power : power
    }

    /// What a whole field says.
    ///
    /// - Parameters:
    ///   - field: its bytes, without quotes.
    ///   - missing: the words that stand for a missing value.
    /// - Returns: as pandas reads it: blanks around a number do not count, `inf` and `infinity` are numbers.
    package static func value(of field: [UInt8], missing: Set<String>) -> FieldValue {
        guard !field.isEmpty else { return .missing }
        // Words that mean something are short; a number may be long.
        if field.count <= 32 || missing.count > self.missingWords.count,
            missing.contains(String(decoding: field, as: UTF8.self))
        {
            return .missing
        }
        var end = field.count
        while end > 0, field[end - 1] == 0x20 || field[end - 1] == 0x09 { end -= 1 }
        var start = 0
        while start < end, field[start] == 0x20 || field[start] == 0x09 { start += 1 }
        guard start < end else { return .word }
        let trimmed = Array(field[start..<end])
        var index = 0
        let padded = trimmed + [0]
        if let number = unsafe self.takePlain(padded.span.bytes, &index), index == trimmed.count {
            return .number(number)
        }
        return self.longNumber(trimmed).map(FieldValue.number) ?? .word
    }

    /// Numbers with more than 19 digits, and infinities.
    private static func longNumber(_ text: [UInt8]) -> Double? {
        let digits = text.first == UInt8(ascii: "-") || text.first == UInt8(ascii: "+") ? text.dropFirst() : text[...]
        let isNegative = text.first == UInt8(ascii: "-")
        switch String(decoding: digits.prefix(16), as: UTF8.self).lowercased() {
        case "inf", "infinity": return isNegative ? -.infinity : .infinity
        default: break
        }
        guard let lead = digits.first, lead == UInt8(ascii: ".") || lead &- 0x30 <= 9,
            digits.allSatisfy({ "0123456789.eE+-".utf8.contains($0) })
        else { return nil }
        return Double(String(decoding: text, as: UTF8.self))
    }
}

extension RawSpan {
    /// The byte at an offset that is not negative, or 0 beyond the end.
    @inline(__always)
    func byte(at offset: Int) -> UInt8 {
        // Safe: this is the only check, and it is made.
        offset < self.byteCount ? unsafe self.unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self) : 0
    }
}
