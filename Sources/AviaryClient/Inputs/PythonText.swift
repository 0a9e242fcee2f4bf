internal import AviaryCore

/// Reads the few Python literals that an NPY header is made of.
struct PythonText {
    private var rest: ArraySlice<UInt8>

    /// Begins before the first byte.
    init(_ bytes: ArraySlice<UInt8>) { self.rest = bytes }

    /// Takes a dictionary with texts as keys; nothing but blanks may follow it.
    ///
    /// - Parameter value: is called after each key and colon, and must take the value.
    /// - Throws: ``AviaryError`` with code `invalidArgument` for anything else, and what the closure throws.
    mutating func dictionary(
        _ value: (inout PythonText, _ key: String) throws(AviaryError) -> Void
    ) throws(AviaryError) {
        guard self.takeIf("{") else { throw self.expected("'{'") }
        while !self.takeIf("}") {
            let key = try self.string()
            guard self.takeIf(":") else { throw self.expected("':'") }
            try value(&self, key)
            guard self.takeIf(",") || self.peek() == UInt8(ascii: "}") else { throw self.expected("',' or '}'") }
        }
        guard self.peek() == nil else { throw self.expected("nothing after '}'") }
    }

    /// Takes the name of a type; a list in its place describes the fields of records.
    mutating func descriptor() throws(AviaryError) -> String {
        guard self.peek() != UInt8(ascii: "[") else {
            throw AviaryError(
                .invalidArgument,
                "the array holds records of several fields, expected truth values or numbers",
                remedy: "save one field, for instance array['field']"
            )
        }
        return try self.string()
    }

    /// Takes a truth value.
    mutating func bool() throws(AviaryError) -> Bool {
        if self.takeIf("True") { return true }
        if self.takeIf("False") { return false }
        throw self.expected("True or False")
    }

    /// Takes a tuple of whole numbers.
    mutating func tuple(upTo maximum: Int) throws(AviaryError) -> [Int] {
        guard self.takeIf("(") else { throw self.expected("'('") }
        var numbers: [Int] = []
        while !self.takeIf(")") {
            guard numbers.count < maximum else { throw self.expected("at most \(maximum) dimensions") }
            numbers.append(try self.number())
            guard self.takeIf(",") || self.peek() == UInt8(ascii: ")") else { throw self.expected("',' or ')'") }
        }
        return numbers
    }

    /// An error at the byte at hand.
    func expected(_ what: String) -> AviaryError {
        var probe = self
        let found = probe.peek().map { (0x20...0x7E).contains($0) ? "'\(UnicodeScalar($0))'" : "byte \($0)" }
        return AviaryError(.invalidArgument, "malformed NPY header: expected \(what), got \(found ?? "the end")")
    }

    private mutating func number() throws(AviaryError) -> Int {
        _ = self.peek()
        let digits = self.rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard let number = Int(String(decoding: digits, as: UTF8.self)) else {
            throw self.expected("a length below 2^63")
        }
        self.rest = self.rest.dropFirst(digits.count)
        // Python 2 wrote long numbers so.
        _ = self.takeIf("L")
        return number
    }

    private mutating func string() throws(AviaryError) -> String {
        guard let quote = self.peek(), quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
            throw self.expected("a text in quotes")
        }
        let content = self.rest.dropFirst().prefix { $0 != quote && $0 != UInt8(ascii: "\\") }
        self.rest = self.rest.dropFirst(content.count + 1)
        guard self.rest.first == quote else { throw self.expected("the text's closing quote") }
        self.rest = self.rest.dropFirst()
        return String(decoding: content, as: UTF8.self)
    }

    /// The next byte that is not blank.
    private mutating func peek() -> UInt8? {
        self.rest = self.rest.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
        return self.rest.first
    }

    private mutating func takeIf(_ word: String) -> Bool {
        _ = self.peek()
        guard self.rest.starts(with: word.utf8) else { return false }
        self.rest = self.rest.dropFirst(word.utf8.count)
        return true
    }
}
