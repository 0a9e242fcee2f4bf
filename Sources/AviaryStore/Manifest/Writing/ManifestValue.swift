/// A value of a manifest on its way to YAML in block style.
indirect enum ManifestValue {
    /// A word, a number, a share or a duration: text that stands as it is.
    case plain(String)
    /// Text of a person's choice.
    case text(String)
    case list([ManifestValue])
    case mapping([(key: String, value: ManifestValue)])

    /// The value as YAML, a line each.
    ///
    /// - Parameter indentation: how many blanks are before each line.
    /// - Returns: the lines without their ends.
    func lines(_ indentation: Int = 0) -> [String] {
        let blanks = String(repeating: " ", count: indentation)
        switch self {
        case .plain(let text): return [blanks + text]
        case .text(let text): return [blanks + Self.scalar(text)]
        case .list(let elements):
            return elements.flatMap { element in
                // The element's first line goes behind the dash.
                var lines = element.lines(indentation + 2)
                if let first = lines.first { lines[0] = "\(blanks)- \(first.dropFirst(indentation + 2))" }
                return lines
            }
        case .mapping(let entries):
            return entries.flatMap { entry in
                let key = blanks + Self.scalar(entry.key) + ":"
                switch entry.value {
                case .plain, .text: return ["\(key) \(entry.value.lines()[0])"]
                case .list, .mapping: return [key] + entry.value.lines(indentation + 2)
                }
            }
        }
    }

    /// Words that YAML's readers take for something else than text.
    private static let taken: Set<String> = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"]

    /// Text as a scalar, in quotes where it could be taken for anything else.
    private static func scalar(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
            default: "_./- ".utf8.contains(byte)
            }
        }
        let begins = text.first?.isLetter ?? false
        guard isPlain, begins, !text.hasSuffix(" "), !Self.taken.contains(text.lowercased()) else {
            return "\"" + text.unicodeScalars.map { Self.escaped($0) }.joined() + "\""
        }
        return text
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\"": return "\\\""
        case "\\": return "\\\\"
        case "\n": return "\\n"
        // Manifests with anchors and aliases are refused before they are read, by the look of these signs.
        case "*", "&": return "\\x\(String(scalar.value, radix: 16))"
        default: break
        }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
            let digits = String(scalar.value, radix: 16)
            return "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
        default: return String(scalar)
        }
    }
}
