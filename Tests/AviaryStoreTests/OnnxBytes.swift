/// Protobuf messages written by hand.
enum OnnxBytes {
    static func varint(_ number: UInt64) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }

    /// A field with a length: text, bytes or a message.
    static func field(_ number: UInt64, _ content: [UInt8]) -> [UInt8] {
        Self.varint(number << 3 | 2) + Self.varint(UInt64(content.count)) + content
    }

    static func field(_ number: UInt64, _ text: String) -> [UInt8] { Self.field(number, Array(text.utf8)) }

    static func number(_ number: UInt64, _ value: UInt64) -> [UInt8] { Self.varint(number << 3) + Self.varint(value) }

    /// A tensor that says its data lies elsewhere.
    static func tensor(at location: String) -> [UInt8] {
        Self.number(1, 4) + Self.number(2, 1) + Self.field(8, "weights")
            + Self.field(13, Self.field(1, "location") + Self.field(2, location))
            + Self.field(13, Self.field(1, "offset") + Self.field(2, "0")) + Self.number(14, 1)
    }

    /// A tensor that holds its data.
    static func tensor(bytes count: Int) -> [UInt8] {
        Self.number(1, 4) + Self.number(2, 1) + Self.field(9, [UInt8](repeating: 0xFF, count: count))
    }

    static func graph(_ tensor: [UInt8]) -> [UInt8] { Self.field(2, "graph") + Self.field(5, tensor) }

    static func model(graph: [UInt8]) -> [UInt8] {
        Self.number(1, 9) + Self.field(2, "test") + Self.field(7, graph) + Self.field(8, Self.number(2, 17))
    }

    /// A model with one tensor that holds its data.
    static let plain = Self.model(graph: Self.graph(Self.tensor(bytes: 64)))

    static func model(weightsAt location: String) -> [UInt8] {
        Self.model(graph: Self.graph(Self.tensor(at: location)))
    }
}
