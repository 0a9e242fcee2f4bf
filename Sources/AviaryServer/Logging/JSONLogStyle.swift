internal import AviaryCore
internal import Logging

/// Log lines for machines: one JSON object each, `{"time":...,"level":...,"label":...,"message":...,"metadata":{...}}`.
///
/// `metadata` is left out when there is none; its members are sorted by name.
package struct JSONLogStyle: LogStyle {
    /// Makes the style.
    package init() {}

    /// Appends a line.
    ///
    /// - Parameters:
    ///   - line: what it says.
    ///   - bytes: where it goes.
    package func append(_ line: LogLine, to bytes: inout [UInt8]) {
        var members: [JSONValue.Member] = [
            .init("time", .string(line.time.iso8601)),
            .init("level", .string(line.level.rawValue)),
            .init("label", JSONLogStyle.text(line.label)),
            .init("message", JSONLogStyle.text(line.message)),
        ]
        if !line.metadata.isEmpty {
            members.append(.init("metadata", JSONLogStyle.object(line.metadata, depth: 0)))
        }
        bytes.append(contentsOf: JSONValue.object(members).serialized())
        bytes.append(UInt8(ascii: "\n"))
    }

    private static func object(_ metadata: Logger.Metadata, depth: Int) -> JSONValue {
        .object(
            metadata.sorted { $0.key < $1.key }.map { .init($0.key, self.value($0.value, depth: depth + 1)) }
        )
    }

    private static func value(_ value: Logger.MetadataValue, depth: Int) -> JSONValue {
        guard depth < LogLine.maximumDepth else { return "..." }
        return switch value {
        case .string(let string): self.text(string)
        case .stringConvertible(let value): self.scalar(value)
        case .array(let values): .array(values.map { self.value($0, depth: depth + 1) })
        case .dictionary(let members): self.object(members, depth: depth)
        }
    }

    /// Keeps numbers and truth values what they are.
    private static func scalar(_ value: any CustomStringConvertible) -> JSONValue {
        switch value {
        case let flag as Bool: .bool(flag)
        case let number as any FixedWidthInteger: .number(number.description)
        case let number as Double where number.isFinite: .number(number.description)
        case let number as Float where number.isFinite: .number(number.description)
        default: self.text(value.description)
        }
    }

    private static func text(_ string: String) -> JSONValue {
        let (scalars, isCut) = LogLine.beginning(of: string)
        return .string(isCut ? String(scalars) + "..." : string)
    }
}
