internal import AviaryCore
internal import Logging

/// Log lines for a terminal: `2026-07-28T09:05:01.007Z info aviary: loaded model=iris version=1`.
///
/// Nothing that is logged can pretend to be another line or move the cursor: control characters, line separators and
/// characters that turn the direction of writing are escaped, as `\n` or `\u{1b}`.
package struct TextLogStyle: LogStyle {
    /// Whether the level is coloured.
    package let isColored: Bool

    /// Makes the style.
    ///
    /// - Parameter isColored: whether the level is coloured.
    package init(isColored: Bool) { self.isColored = isColored }

    /// Appends a line.
    ///
    /// - Parameters:
    ///   - line: what it says.
    ///   - bytes: where it goes.
    package func append(_ line: LogLine, to bytes: inout [UInt8]) {
        line.time.appendISO8601(to: &bytes)
        bytes.append(UInt8(ascii: " "))
        if self.isColored { bytes.append(contentsOf: TextLogStyle.color(of: line.level).utf8) }
        bytes.append(contentsOf: line.level.rawValue.utf8)
        if self.isColored { bytes.append(contentsOf: "\u{1b}[0m".utf8) }
        if !line.label.isEmpty {
            bytes.append(UInt8(ascii: " "))
            TextLogStyle.append(line.label, quoted: false, to: &bytes)
        }
        bytes.append(contentsOf: ": ".utf8)
        TextLogStyle.append(line.message, quoted: false, to: &bytes)
        for (key, value) in line.metadata.sorted(by: { $0.key < $1.key }) {
            bytes.append(UInt8(ascii: " "))
            TextLogStyle.appendWord(key, to: &bytes)
            bytes.append(UInt8(ascii: "="))
            TextLogStyle.append(value, depth: 0, to: &bytes)
        }
        bytes.append(UInt8(ascii: "\n"))
    }

    private static func color(of level: Logger.Level) -> String {
        switch level {
        case .trace, .debug: "\u{1b}[2m"
        case .info: "\u{1b}[32m"
        case .notice: "\u{1b}[36m"
        case .warning: "\u{1b}[33m"
        case .error: "\u{1b}[31m"
        case .critical: "\u{1b}[1;31m"
        }
    }

    private static func append(_ value: Logger.MetadataValue, depth: Int, to bytes: inout [UInt8]) {
        guard depth < LogLine.maximumDepth else { return bytes.append(contentsOf: "...".utf8) }
        switch value {
        case .string(let string): self.appendWord(string, to: &bytes)
        case .stringConvertible(let value): self.appendWord(value.description, to: &bytes)
        case .array(let values):
            bytes.append(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { bytes.append(contentsOf: ", ".utf8) }
                self.append(value, depth: depth + 1, to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .dictionary(let members):
            bytes.append(UInt8(ascii: "{"))
            for (index, (key, value)) in members.sorted(by: { $0.key < $1.key }).enumerated() {
                if index > 0 { bytes.append(contentsOf: ", ".utf8) }
                self.appendWord(key, to: &bytes)
                bytes.append(contentsOf: ": ".utf8)
                self.append(value, depth: depth + 1, to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    /// Appends a word as it is, and anything else in quotes.
    private static func appendWord(_ text: String, to bytes: inout [UInt8]) {
        let isWord = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-")...UInt8(ascii: "/"), UInt8(ascii: "_"),
                UInt8(ascii: ":"), UInt8(ascii: "@"), UInt8(ascii: "+"), UInt8(ascii: "%"):
                true
            default:
                false
            }
        }
        self.append(text, quoted: !isWord || text.isEmpty, to: &bytes)
    }

    private static func append(_ text: String, quoted: Bool, to bytes: inout [UInt8]) {
        let (scalars, isCut) = LogLine.beginning(of: text)
        if quoted { bytes.append(UInt8(ascii: "\"")) }
        for scalar in scalars {
            switch scalar {
            case "\n": bytes.append(contentsOf: "\\n".utf8)
            case "\r": bytes.append(contentsOf: "\\r".utf8)
            case "\t": bytes.append(contentsOf: "\\t".utf8)
            case "\"" where quoted: bytes.append(contentsOf: "\\\"".utf8)
            case "\\" where quoted: bytes.append(contentsOf: "\\\\".utf8)
            case _ where self.misleads(scalar):
                bytes.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".utf8)
            default: bytes.append(contentsOf: String(scalar).utf8)
            }
        }
        if isCut { bytes.append(contentsOf: "...".utf8) }
        if quoted { bytes.append(UInt8(ascii: "\"")) }
    }

    /// Whether a terminal does something else with a character than to show it.
    private static func misleads(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x1F, 0x7F...0x9F: true
        // Line and paragraph separators; marks, embeddings, overrides and isolates of direction.
        case 0x2028...0x202E, 0x2066...0x2069, 0x200E, 0x200F, 0x061C: true
        default: false
        }
    }
}
