/// A member's name: where it lies in the text, so that comparing it with known names costs no memory.
package struct JSONKey {
    let range: Range<Int>
    let hasEscapes: Bool
}

extension JSONReader {
    /// Takes a string in quotes, at which the reader stands.
    ///
    /// - Returns: where its text lies between the quotes, and whether it has escapes.
    mutating func quoted() throws(AviaryError) -> JSONKey {
        guard self.current == UInt8(ascii: "\"") else { throw self.expected("a string in quotes") }
        self.index += 1
        let start = self.index
        var hasEscapes = false
        while true {
            guard self.index < self.bytes.byteCount else { throw self.expected("the string's closing quote") }
            let byte: UInt8 = self.bytes.load(at: self.index)
            if byte == UInt8(ascii: "\"") { break }
            guard byte >= 0x20 else {
                throw self.malformed("a control character inside a string is written as an escape, like \\n")
            }
            if byte == UInt8(ascii: "\\") {
                hasEscapes = true
                self.index += 1
                try self.checkEscape()
            } else {
                self.index += 1
            }
        }
        let key = JSONKey(range: start..<self.index, hasEscapes: hasEscapes)
        self.index += 1
        return key
    }

    /// Takes a member's name.
    mutating func key() throws(AviaryError) -> JSONKey { try self.quoted() }

    /// Whether a name is a known one.
    ///
    /// - Complexity: O(length).
    package func names(_ key: JSONKey, _ known: StaticString) -> Bool {
        guard !key.hasEscapes else {
            return (try? self.text(of: key)) == known.description
        }
        guard key.range.count == known.utf8CodeUnitCount else { return false }
        for offset in 0..<key.range.count
        where self.bytes.load(at: key.range.lowerBound + offset, as: UInt8.self) != known.byte(offset) {
            return false
        }
        return true
    }

    /// A string that has been taken, without its escapes.
    ///
    /// - Throws: ``AviaryError`` when it is not UTF-8.
    package func text(of key: JSONKey) throws(AviaryError) -> String {
        if key.hasEscapes {
            var plain: [UInt8] = []
            plain.reserveCapacity(key.range.count)
            try self.unescape(key, into: &plain)
            return String(decoding: plain, as: UTF8.self)
        }
        try self.checkUTF8(key.range)
        return unsafe self.bytes.extracting(key.range).withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
    }

    /// Takes a string.
    ///
    /// - Throws: ``AviaryError`` when something else is there, or it is not UTF-8.
    package mutating func string() throws(AviaryError) -> String {
        _ = self.peek()
        let key = try self.quoted()
        return try self.text(of: key)
    }

    /// Takes a string as an element of a BYTES tensor: appends its length and its bytes.
    mutating func string(into packed: inout [UInt8]) throws(AviaryError) {
        let key = try self.quoted()
        let start = packed.count
        packed.append(contentsOf: [0, 0, 0, 0])
        if key.hasEscapes {
            try self.unescape(key, into: &packed)
        } else {
            try self.checkUTF8(key.range)
            unsafe self.bytes.extracting(key.range).withUnsafeBytes { unsafe packed.append(contentsOf: $0) }
        }
        let length = UInt32(packed.count - start - 4)
        for byte in 0..<4 { packed[start + byte] = UInt8(truncatingIfNeeded: length >> (8 * byte)) }
    }

    /// Checks the escape whose first byte after the backslash is at hand, and takes it.
    private mutating func checkEscape() throws(AviaryError) {
        switch self.current {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            self.index += 1
        case UInt8(ascii: "u"):
            let unit = try self.hexUnit(at: self.index + 1)
            self.index += 5
            if (0xD800...0xDBFF).contains(unit) {
                guard self.current == UInt8(ascii: "\\"), self.index + 1 < self.bytes.byteCount,
                    self.bytes.load(at: self.index + 1, as: UInt8.self) == UInt8(ascii: "u"),
                    (0xDC00...0xDFFF).contains(try self.hexUnit(at: self.index + 2))
                else { throw self.malformed("a high surrogate is followed by the escape of a low one") }
                self.index += 6
            } else if (0xDC00...0xDFFF).contains(unit) {
                throw self.malformed("a low surrogate comes only after a high one")
            }
        default:
            throw self.malformed("a backslash is followed by one of \" \\ / b f n r t u")
        }
    }

    private func hexUnit(at start: Int) throws(AviaryError) -> UInt32 {
        guard start + 4 <= self.bytes.byteCount else { throw self.malformed("\\u is followed by four digits") }
        var unit: UInt32 = 0
        for offset in start..<start + 4 {
            let byte: UInt8 = self.bytes.load(at: offset)
            guard let digit = Character(UnicodeScalar(byte)).hexDigitValue, byte < 0x80 else {
                throw self.malformed("\\u is followed by four hexadecimal digits")
            }
            unit = unit << 4 | UInt32(digit)
        }
        return unit
    }

    /// Appends a string without its escapes, which ``quoted()`` has checked.
    private func unescape(_ key: JSONKey, into plain: inout [UInt8]) throws(AviaryError) {
        try self.checkUTF8(key.range)
        var index = key.range.lowerBound
        while index < key.range.upperBound {
            let byte: UInt8 = self.bytes.load(at: index)
            guard byte == UInt8(ascii: "\\") else {
                plain.append(byte)
                index += 1
                continue
            }
            let kind: UInt8 = self.bytes.load(at: index + 1)
            index += 2
            switch kind {
            case UInt8(ascii: "b"): plain.append(0x08)
            case UInt8(ascii: "f"): plain.append(0x0C)
            case UInt8(ascii: "n"): plain.append(0x0A)
            case UInt8(ascii: "r"): plain.append(0x0D)
            case UInt8(ascii: "t"): plain.append(0x09)
            case UInt8(ascii: "u"):
                var scalar = try self.hexUnit(at: index)
                index += 4
                if (0xD800...0xDBFF).contains(scalar) {
                    let low = try self.hexUnit(at: index + 2)
                    index += 6
                    scalar = 0x10000 + (scalar - 0xD800) << 10 + (low - 0xDC00)
                }
                // A pair of surrogates gives a scalar, and single ones were refused.
                if let scalar = UnicodeScalar(scalar) {
                    plain.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
                }
            default: plain.append(kind)
            }
        }
    }

    private func checkUTF8(_ range: Range<Int>) throws(AviaryError) {
        for offset in range where self.bytes.load(at: offset, as: UInt8.self) >= 0x80 {
            let valid = unsafe self.bytes.extracting(range).withUnsafeBytes {
                unsafe String(validating: $0, as: UTF8.self) != nil
            }
            guard valid else {
                throw self.malformed("a string is UTF-8; bytes that are no text can be sent as a binary tensor")
            }
            return
        }
    }
}
