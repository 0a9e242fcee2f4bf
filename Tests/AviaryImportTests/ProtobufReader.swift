/// Reads a message's fields, to look at what was written.
struct ProtobufReader {
    /// A field's value.
    enum Value: Equatable {
        case number(UInt64)
        case bytes([UInt8])
    }

    /// The fields in their order; `nil` if the bytes are no message.
    let fields: [(number: Int, value: Value)]

    init?(_ bytes: some Sequence<UInt8>) {
        var rest = Array(bytes)[...]
        var fields: [(number: Int, value: Value)] = []
        while !rest.isEmpty {
            guard let key = Self.varint(&rest) else { return nil }
            let value: Value
            switch key & 7 {
            case 0:
                guard let number = Self.varint(&rest) else { return nil }
                value = .number(number)
            case 2:
                guard let count = Self.varint(&rest), count <= rest.count else { return nil }
                value = .bytes(Array(rest.prefix(Int(count))))
                rest = rest.dropFirst(Int(count))
            case 5:
                guard rest.count >= 4 else { return nil }
                value = .number(rest.prefix(4).reversed().reduce(0) { $0 << 8 | UInt64($1) })
                rest = rest.dropFirst(4)
            default: return nil
            }
            fields.append((Int(key >> 3), value))
        }
        self.fields = fields
    }

    /// The texts of a field.
    func texts(_ number: Int) -> [String] { self.bytes(number).map { String(decoding: $0, as: UTF8.self) } }

    /// The numbers of a field.
    func numbers(_ number: Int) -> [Int] {
        self.fields.compactMap { field in
            if field.number == number, case .number(let value) = field.value {
                Int(Int64(bitPattern: value))
            } else {
                nil
            }
        }
    }

    /// The messages of a field.
    func messages(_ number: Int) -> [ProtobufReader] { self.bytes(number).compactMap { ProtobufReader($0) } }

    /// The bytes of a field.
    func bytes(_ number: Int) -> [[UInt8]] {
        self.fields.compactMap { field in
            if field.number == number, case .bytes(let bytes) = field.value { bytes } else { nil }
        }
    }

    private static func varint(_ rest: inout ArraySlice<UInt8>) -> UInt64? {
        var number: UInt64 = 0
        for shift in stride(from: 0 as UInt64, to: 64, by: 7) {
            guard let byte = rest.popFirst() else { return nil }
            number |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return number }
        }
        return nil
    }
}
