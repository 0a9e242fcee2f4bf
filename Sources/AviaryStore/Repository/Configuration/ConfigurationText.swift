internal import AviaryCore
internal import Yams

/// A `model.yaml` as bytes, on its way to a tree.
///
/// What could make a small file cost much is refused before the YAML library sees it: size, and aliases, which can
/// stand for exponentially many nodes. Nesting is limited by the library itself.
enum ConfigurationText {
    /// The most bytes that a configuration may have.
    static let maximumByteCount = 1 << 20

    /// Parses the text.
    ///
    /// - Parameter bytes: one YAML document in UTF-8.
    /// - Returns: its root; `nil` when there is nothing but comments.
    /// - Throws: `AviaryError` with code `invalidArgument` that says in which line what is wrong.
    static func parse(_ bytes: [UInt8]) throws(AviaryError) -> Node? {
        guard bytes.count <= Self.maximumByteCount else {
            throw AviaryError(
                .invalidArgument,
                "a configuration has at most \(Self.maximumByteCount) bytes, this one has \(bytes.count)"
            )
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw AviaryError(.invalidArgument, "a configuration is text in UTF-8, this one is not")
        }
        if let line = Self.lineOfFirstAlias(in: bytes) {
            throw AviaryError(
                .invalidArgument,
                "line \(line): anchors and aliases (&name, *name) are not accepted in a configuration",
                remedy: "write the value out, or put the text that holds these characters in other words"
            )
        }
        do {
            return try Yams.compose(yaml: text, .default, .default, .utf8)
        } catch let error as YamlError {
            throw AviaryError(.invalidArgument, Self.words(for: error))
        } catch {
            throw AviaryError(.invalidArgument, "not YAML: \(error)")
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
    private static func words(for error: YamlError) -> String {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let place = "line \(mark.line), column \(mark.column)"
            return "not YAML: \(place): \(context.map { "\($0.text): " } ?? "")\(problem)"
        case .reader(let problem, _, _, _):
            return "not YAML: \(problem)"
        case .duplicatedKeysInMapping(let keys, let context):
            let names = keys.map { "'\(shortened($0))'" }.joined(separator: ", ")
            return "line \(context.mark.line): \(names) occurs more than once in one mapping"
        case .memory:
            return "not YAML: nested too deeply"
        default:
            return "not YAML: \(shortened("\(error)"))"
        }
    }
}

/// Text for an error: one line, not long.
func shortened(_ text: String) -> String {
    let line = text.unicodeScalars.prefix(60).map { $0.properties.generalCategory == .control ? " " : String($0) }
    return line.joined() + (text.unicodeScalars.count > 60 ? "..." : "")
}
