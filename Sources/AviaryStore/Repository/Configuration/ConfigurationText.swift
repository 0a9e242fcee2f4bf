internal import AviaryCore
internal import Yams

/// A `model.yaml` or a manifest as bytes, on its way to a tree.
///
/// What could make a small file cost much is refused before the YAML library sees it: size, and aliases, which can
/// stand for exponentially many nodes. Nesting is limited by the library itself.
enum ConfigurationText {
    /// The most bytes that a configuration may have.
    static let maximumByteCount = 1 << 20

    /// Why a text is no tree.
    struct Failure: Error {
        /// The line, counted from 1, if it is known.
        var line: Int?
        /// The column, counted from 1, where the text is no YAML.
        var column: Int?
        let message: String
        var remedy: String?
    }

    /// Parses the text.
    ///
    /// - Parameter bytes: one YAML document in UTF-8.
    /// - Returns: its root; `nil` when there is nothing but comments.
    /// - Throws: `AviaryError` with code `invalidArgument` that says in which line what is wrong.
    static func parse(_ bytes: [UInt8]) throws(AviaryError) -> Node? {
        do throws(Failure) {
            return try Self.read(bytes, "a configuration") { try Yams.compose(yaml: $0, .default, .default, .utf8) }
        } catch {
            let message =
                switch (error.line, error.column) {
                case (let line?, let column?): "not YAML: line \(line), column \(column): \(error.message)"
                case (let line?, nil): "line \(line): \(error.message)"
                default: error.message
                }
            throw AviaryError(.invalidArgument, message, remedy: error.remedy)
        }
    }

    /// Parses a text of several documents.
    ///
    /// - Parameters:
    ///   - bytes: YAML documents in UTF-8.
    ///   - what: what the text is, for an error.
    ///   - limit: the most documents that it may have.
    /// - Returns: their roots.
    /// - Throws: `Failure` that says in which line what is wrong.
    static func documents(_ bytes: [UInt8], _ what: String, limit: Int) throws(Failure) -> [Node] {
        try Self.read(bytes, what) { text in
            let parser = try Yams.Parser(yaml: text, resolver: .default, constructor: .default, encoding: .utf8)
            var documents: [Node] = []
            while let node = try parser.nextRoot() {
                guard documents.count < limit else {
                    throw Failure(line: node.mark?.line, message: "\(what) has at most \(limit) documents")
                }
                documents.append(node)
            }
            return documents
        }
    }

    private static func read<Tree>(
        _ bytes: [UInt8],
        _ what: String,
        _ compose: (String) throws -> Tree
    ) throws(Failure) -> Tree {
        guard bytes.count <= Self.maximumByteCount else {
            let message = "\(what) has at most \(Self.maximumByteCount) bytes, this one has \(bytes.count)"
            throw Failure(message: message)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure(message: "\(what) is text in UTF-8, this one is not")
        }
        if let line = Self.lineOfFirstAlias(in: bytes) {
            throw Failure(
                line: line,
                message: "anchors and aliases (&name, *name) are not accepted in \(what)",
                remedy: "write the value out, or put the text that holds these characters in other words"
            )
        }
        do {
            return try compose(text)
        } catch let failure as Failure {
            throw failure
        } catch let error as YamlError {
            throw Self.failure(error)
        } catch {
            throw Failure(message: "not YAML: \(error)")
        }
    }

    /// The line of the first possible alias, if there is a possible anchor as well.
    ///
    /// An alias or anchor begins a token, so no letter or digit stands before it, and a name follows it. Text with both
    /// signs in such places is refused with them; a lone bullet or an `&` between blanks is not.
    private static func lineOfFirstAlias(in bytes: [UInt8]) -> Int? {
        var line = 1
        var aliasLine: Int?
        var hasAnchor = false
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case 0x0A:
                line += 1
            case UInt8(ascii: "&"), UInt8(ascii: "*"):
                guard index == 0 || !Self.isNameByte(bytes[index - 1]) else { continue }
                guard index + 1 < bytes.count, Self.isNameByte(bytes[index + 1]) else { continue }
                if byte == UInt8(ascii: "&") {
                    hasAnchor = true
                } else if aliasLine == nil {
                    aliasLine = line
                }
            default:
                continue
            }
        }
        return hasAnchor ? aliasLine : nil
    }

    /// Whether a byte can be part of an anchor's name.
    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        case 0x80...0xFF:
            true
        default:
            byte == UInt8(ascii: "-")
        }
    }

    /// The library's error in one line.
    private static func failure(_ error: YamlError) -> Failure {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let words = "\(context.map { "\($0.text): " } ?? "")\(problem)"
            return Failure(line: mark.line, column: mark.column, message: words)
        case .reader(let problem, _, _, _):
            return Failure(message: "not YAML: \(problem)")
        case .duplicatedKeysInMapping(let keys, let context):
            let names = keys.map { "'\(shortened($0))'" }.joined(separator: ", ")
            return Failure(line: context.mark.line, message: "\(names) occurs more than once in one mapping")
        case .memory:
            return Failure(message: "not YAML: nested too deeply")
        default:
            return Failure(message: "not YAML: \(shortened("\(error)"))")
        }
    }
}

/// Text for an error: one line, not long.
func shortened(_ text: String) -> String {
    let line = text.unicodeScalars.prefix(60).map { $0.properties.generalCategory == .control ? " " : String($0) }
    return line.joined() + (text.unicodeScalars.count > 60 ? "..." : "")
}
