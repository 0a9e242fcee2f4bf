/// Any JSON value, for messages that are small: metadata, control calls, and the V1 protocol's rows.
///
/// Members keep their order, and numbers keep their text, so that 64-bit integers survive.
package enum JSONValue: Sendable, Hashable {
    case null
    case bool(Bool)
    /// The number as it is written.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([Member])

    /// One member of an object.
    package struct Member: Sendable, Hashable {
        package let name: String
        package let value: JSONValue

        package init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// Reads one JSON text.
    ///
    /// - Parameter bytes: the text in UTF-8.
    /// - Throws: ``AviaryError`` for malformed JSON and for a member's name that occurs twice.
    package init(parsing bytes: RawSpan) throws(AviaryError) {
        var reader = JSONReader(bytes)
        self = try reader.value()
        try reader.end()
    }

    /// The value of a member; `nil` when there is none, or this is no object.
    package subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// The value as JSON text without blanks.
    package func serialized() -> [UInt8] {
        var text: [UInt8] = []
        self.append(to: &text)
        return text
    }

    private func append(to text: inout [UInt8]) {
        switch self {
        case .null: text.append(contentsOf: "null".utf8)
        case .bool(let flag): text.append(contentsOf: (flag ? "true" : "false").utf8)
        case .number(let number): text.append(contentsOf: number.utf8)
        case .string(let string): JSONValue.append(string, to: &text)
        case .array(let elements):
            text.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { text.append(UInt8(ascii: ",")) }
                element.append(to: &text)
            }
            text.append(UInt8(ascii: "]"))
        case .object(let members):
            text.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { text.append(UInt8(ascii: ",")) }
                JSONValue.append(member.name, to: &text)
                text.append(UInt8(ascii: ":"))
                member.value.append(to: &text)
            }
            text.append(UInt8(ascii: "}"))
        }
    }

    private static func append(_ string: String, to text: inout [UInt8]) {
        text.append(addingCapacity: jsonBound(of: string)) { span in
            // The array lends its free bytes typed; JSON writes raw ones.
            unsafe span.withUnsafeMutableBufferPointer { buffer, count in
                let free = unsafe UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: buffer[count...]))
                var raw = unsafe OutputRawSpan(buffer: free, initializedCount: 0)
                raw.writeJSON(string)
                count += unsafe raw.finalize(for: free)
            }
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral, ExpressibleByIntegerLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    package init(integerLiteral value: Int) { self = .number(String(value)) }
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(elements.map { Member($0.0, $0.1) })
    }

    /// A whole number.
    package static func integer(_ number: some FixedWidthInteger) -> JSONValue { .number(String(number)) }
}

extension JSONReader {
    /// Takes one value of any kind.
    package mutating func value(depth: Int = 0) throws(AviaryError) -> JSONValue {
        guard depth < JSONReader.maximumDepth else { throw self.tooDeep() }
        switch self.peek() {
        case UInt8(ascii: "{"):
            var members: [JSONValue.Member] = []
            var names: Set<String> = []
            try self.object { reader, key throws(AviaryError) in
                let name = try reader.text(of: key)
                guard names.insert(name).inserted else { throw reader.malformed("the member '\(name)' occurs twice") }
                members.append(.init(name, try reader.value(depth: depth + 1)))
            }
            return .object(members)
        case UInt8(ascii: "["):
            var elements: [JSONValue] = []
            try self.array { reader throws(AviaryError) in elements.append(try reader.value(depth: depth + 1)) }
            return .array(elements)
        case UInt8(ascii: "\""):
            return .string(try self.string())
        case UInt8(ascii: "t"), UInt8(ascii: "f"):
            return .bool(try self.bool())
        case UInt8(ascii: "n") where self.takeIf(word: "null"):
            return .null
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            let range = try self.decimal().range
            return .number(
                unsafe self.bytes.extracting(range).withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
            )
        default:
            throw self.expected("a value")
        }
    }
}
