internal import AviaryCore

/// A cfg file as Darknet reads it (`read_cfg` in its `src/parser.c`): sections of options, each with its line.
///
/// Blanks count nowhere. A comment begins with `#` or `;` and ends with its line.
struct DarknetConfiguration: Sendable {
    /// The most bytes of a cfg file; the largest published one has 15 KB.
    static let maximumByteCount = 1 << 20
    /// The most sections; the largest published network has 250.
    static let maximumSections = 2000

    /// One `name=value`.
    struct Option: Sendable {
        let name: String
        let value: String
        /// The line, counted from 1.
        let line: Int
    }

    /// A `[name]` and the options up to the next one.
    struct Section: Sendable {
        let name: String
        /// The line, counted from 1.
        let line: Int
        var options: [Option] = []
    }

    /// The sections in the order of the file, at least one.
    let sections: [Section]

    /// Reads a cfg file.
    ///
    /// - Parameter bytes: its content.
    /// - Throws: `AviaryError` that says which line is neither a section nor an option.
    init(parsing bytes: [UInt8]) throws(AviaryError) {
        guard bytes.count <= Self.maximumByteCount else {
            throw AviaryError(
                .invalidArgument,
                "a cfg file has at most \(Self.maximumByteCount) bytes, this one has \(bytes.count)"
            )
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw AviaryError(
                .invalidArgument,
                "a cfg file is text in UTF-8, this one is not",
                remedy: "is it the right file? Otherwise remove what its comments hold in other encodings"
            )
        }
        var sections: [Section] = []
        for (index, line) in text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            let number = index + 1
            let content = Self.content(of: line)
            if content.isEmpty { continue }
            if content.hasPrefix("[") {
                let name = try Self.name(ofSection: content, number)
                guard sections.count < Self.maximumSections else {
                    throw AviaryError(
                        .invalidArgument,
                        "line \(number): a cfg file has at most \(Self.maximumSections) sections, this is one more"
                    )
                }
                sections.append(Section(name: name, line: number))
            } else {
                let option = try Self.option(content, number)
                guard !sections.isEmpty else {
                    throw AviaryError(
                        .invalidArgument,
                        "line \(number): a cfg file begins with the section [net], got \(quoted(content))"
                    )
                }
                sections[sections.count - 1].options.append(option)
            }
        }
        guard !sections.isEmpty else {
            throw AviaryError(.invalidArgument, "a cfg file begins with the section [net], this one has no sections")
        }
        self.sections = sections
    }

    /// What a line says, without comment and blanks.
    private static func content(of line: Substring.UTF8View) -> String {
        let said = line.prefix { $0 != UInt8(ascii: "#") && $0 != UInt8(ascii: ";") }
        let isBlank = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == 0x0D }
        var text = String(decoding: said.filter { !isBlank($0) }, as: UTF8.self)
        // Some editors put a mark before the first line.
        if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
        return text
    }

    private static func name(ofSection content: String, _ line: Int) throws(AviaryError) -> String {
        let name = content.dropFirst().dropLast()
        guard content.hasSuffix("]"), !name.isEmpty else {
            throw AviaryError(
                .invalidArgument,
                "line \(line): a section is a word in brackets such as [convolutional], got \(quoted(content))"
            )
        }
        return String(name)
    }

    private static func option(_ content: String, _ line: Int) throws(AviaryError) -> Option {
        let parts = content.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
            throw AviaryError(
                .invalidArgument,
                "line \(line): a line is a [section] or name=value, got \(quoted(content))"
            )
        }
        return Option(name: String(parts[0]), value: String(parts[1]), line: line)
    }
}

/// Text from a file in quotes, fit for an error: one line, not long.
func quoted(_ text: String) -> String {
    let line = text.unicodeScalars.prefix(60).map { $0.properties.generalCategory == .control ? " " : String($0) }
    return "'\(line.joined())\(text.unicodeScalars.count > 60 ? "..." : "")'"
}
