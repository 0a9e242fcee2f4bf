/// Reads JSON (RFC 8259) front to back, straight from the bytes of a message.
///
/// There is no tree: a decoder asks for what it expects next, so numbers go from the text into typed memory in one
/// step. Every access is checked against the span's bounds.
package struct JSONReader: ~Escapable {
    /// The nesting that is accepted, so that hostile brackets cannot exhaust the stack.
    package static let maximumDepth = 64

    let bytes: RawSpan
    var index = 0
    /// Whether the text was written here, so that a position in it says nothing to whoever sent the original.
    private let isRewritten: Bool

    /// Starts before the first byte.
    ///
    /// - Parameters:
    ///   - bytes: one JSON text in UTF-8.
    ///   - isRewritten: whether the text was written here from a part of a message; its errors then have no position.
    @_lifetime(copy bytes)
    package init(_ bytes: RawSpan, isRewritten: Bool = false) {
        self.bytes = bytes
        self.isRewritten = isRewritten
    }

    /// The byte at hand, or 0 at the end; JSON has no use for a zero byte outside strings.
    var current: UInt8 {
        @inline(__always)
        get { self.bytes.byte(at: self.index) }
    }

    /// Moves to the next byte that is not blank, and returns it.
    @inline(__always)
    package mutating func peek() -> UInt8 {
        var index = self.index
        defer { self.index = index }
        while true {
            let byte = self.bytes.byte(at: index)
            // Blank, tab, line feed and carriage return are all that JSON knows; most bytes are above them.
            guard byte <= UInt8(ascii: " ") else { return byte }
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
            index &+= 1
        }
    }

    /// Takes one structural byte.
    ///
    /// - Parameter byte: `{`, `}`, `[`, `]`, `:` or `,`.
    /// - Throws: ``AviaryError`` when something else is there.
    @inline(__always)
    package mutating func take(_ byte: UInt8) throws(AviaryError) {
        guard self.peek() == byte else { throw self.expected("'\(Character(UnicodeScalar(byte)))'") }
        self.index += 1
    }

    /// Takes one structural byte if it is there.
    ///
    /// - Parameter byte: `{`, `}`, `[`, `]`, `:` or `,`.
    /// - Returns: whether it was there.
    @inline(__always)
    package mutating func takeIf(_ byte: UInt8) -> Bool {
        guard self.peek() == byte else { return false }
        self.index += 1
        return true
    }

    /// Ends the reading: nothing but blanks may be left.
    ///
    /// - Throws: ``AviaryError`` when there is more.
    package mutating func end() throws(AviaryError) {
        _ = self.peek()
        guard self.index == self.bytes.byteCount else { throw self.expected("the end of the JSON text") }
    }

    /// Takes a word.
    ///
    /// - Parameter word: `true`, `false` or `null`.
    /// - Returns: whether it was there; if not, nothing is taken.
    @inline(__always)
    mutating func takeIf(word: StaticString) -> Bool {
        let length = word.utf8CodeUnitCount
        guard self.bytes.byteCount - self.index >= length else { return false }
        for offset in 0..<length where self.bytes.load(at: self.index + offset, as: UInt8.self) != word.byte(offset) {
            return false
        }
        self.index += length
        return true
    }

    /// Takes `true` or `false`.
    ///
    /// - Throws: ``AviaryError`` when something else is there.
    package mutating func bool() throws(AviaryError) -> Bool {
        _ = self.peek()
        if self.takeIf(word: "true") { return true }
        if self.takeIf(word: "false") { return false }
        throw self.expected("true or false")
    }

    /// Reads the members of an object.
    ///
    /// - Parameter member: is called after each key and colon, and must take the value.
    /// - Throws: ``AviaryError`` for malformed JSON, and what the closure throws.
    package mutating func object(
        _ member: (inout JSONReader, JSONKey) throws(AviaryError) -> Void
    ) throws(AviaryError) {
        try self.take(UInt8(ascii: "{"))
        if self.takeIf(UInt8(ascii: "}")) { return }
        repeat {
            guard self.peek() == UInt8(ascii: "\"") else { throw self.expected("a member's name in quotes") }
            let key = try self.key()
            try self.take(UInt8(ascii: ":"))
            try member(&self, key)
        } while self.takeIf(UInt8(ascii: ","))
        guard self.takeIf(UInt8(ascii: "}")) else { throw self.expected("',' or '}'") }
    }

    /// Reads the elements of an array.
    ///
    /// - Parameter element: is called before each element, and must take it.
    /// - Throws: ``AviaryError`` for malformed JSON, and what the closure throws.
    package mutating func array(_ element: (inout JSONReader) throws(AviaryError) -> Void) throws(AviaryError) {
        try self.take(UInt8(ascii: "["))
        if self.takeIf(UInt8(ascii: "]")) { return }
        repeat {
            try element(&self)
        } while self.takeIf(UInt8(ascii: ","))
        guard self.takeIf(UInt8(ascii: "]")) else { throw self.expected("',' or ']'") }
    }

    /// Checks and passes over one value of any kind.
    ///
    /// - Parameter depth: the nesting so far.
    /// - Throws: ``AviaryError`` for malformed or too deeply nested JSON.
    package mutating func skip(depth: Int = 0) throws(AviaryError) {
        guard depth < JSONReader.maximumDepth else { throw self.tooDeep() }
        switch self.peek() {
        case UInt8(ascii: "{"):
            try self.object { reader, _ throws(AviaryError) in try reader.skip(depth: depth + 1) }
        case UInt8(ascii: "["):
            try self.array { reader throws(AviaryError) in try reader.skip(depth: depth + 1) }
        case UInt8(ascii: "\""):
            _ = try self.quoted()
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            _ = try self.decimal()
        default:
            guard self.takeIf(word: "true") || self.takeIf(word: "false") || self.takeIf(word: "null") else {
                throw self.expected("a value")
            }
        }
    }
}

extension JSONReader {
    /// An error at the byte at hand: what was expected and what came.
    package func expected(_ what: String) -> AviaryError {
        self.malformed("expected \(what), got \(self.found)")
    }

    /// An error at the byte at hand.
    func malformed(_ message: String) -> AviaryError {
        guard !self.isRewritten else { return AviaryError(.invalidArgument, message) }
        var line = 1
        var column = 1
        for offset in 0..<min(self.index, self.bytes.byteCount) {
            if self.bytes.load(at: offset, as: UInt8.self) == 0x0A {
                line += 1
                column = 1
            } else {
                column += 1
            }
        }
        return AviaryError(
            .invalidArgument,
            "malformed JSON at byte \(self.index) (line \(line), column \(column)): \(message)"
        )
    }

    func tooDeep() -> AviaryError {
        self.malformed("arrays and objects may be nested \(JSONReader.maximumDepth) deep, this goes deeper")
    }

    /// What is at hand, in words fit for an error: never a client's raw bytes.
    private var found: String {
        guard self.index < self.bytes.byteCount else { return "the end" }
        let byte = self.current
        // The bare words that other writers produce for what JSON has no form for.
        for word: StaticString in ["NaN", "Infinity", "-Infinity", "null", "true", "false"] {
            var probe = self
            if probe.takeIf(word: word) { return "\(word)" }
        }
        return (0x20...0x7E).contains(byte) ? "'\(Character(UnicodeScalar(byte)))'" : "byte 0x\(hex(byte))"
    }
}

/// Two hexadecimal digits.
private func hex(_ byte: UInt8) -> String {
    let text = String(byte, radix: 16, uppercase: true)
    return text.utf8.count == 1 ? "0" + text : text
}

extension RawSpan {
    /// The byte at an offset that is not negative, or 0 beyond the end.
    @inline(__always)
    func byte(at offset: Int) -> UInt8 {
        // Safe: this is the only check, and it is made.
        offset < self.byteCount ? unsafe self.unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self) : 0
    }
}

extension StaticString {
    /// The byte at an offset below `utf8CodeUnitCount`.
    @inline(__always)
    func byte(_ offset: Int) -> UInt8 {
        precondition(offset < self.utf8CodeUnitCount && self.hasPointerRepresentation)
        return unsafe self.utf8Start[offset]
    }
}
