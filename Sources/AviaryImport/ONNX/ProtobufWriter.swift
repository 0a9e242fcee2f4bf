/// Bytes whose number is known before they are made, such as weights that are changed on their way into the file.
protocol DeferredBytes: Sendable {
    /// How many bytes there will be.
    var byteCount: Int { get }

    /// Makes the bytes.
    ///
    /// - Parameter bytes: gets exactly ``byteCount`` bytes more.
    func append(to bytes: inout [UInt8])
}

/// Writes one protobuf message: <https://protobuf.dev/programming-guides/encoding>.
///
/// A message that contains others has to tell their lengths first. So a message is kept as a list of pieces, and its
/// length is counted while it grows; what is large (weights) is a piece of its own and is made once, into the file's
/// bytes. That is all of protobuf that an exporter of ONNX needs: six messages, written and never read.
struct ProtobufWriter {
    private enum Piece {
        case bytes([UInt8])
        case deferred(any DeferredBytes)
    }

    /// How a field's value is laid out.
    private enum WireType: UInt64 {
        case varint = 0
        case lengthDelimited = 2
        case fixed32 = 5
    }

    /// The bytes of the message so far.
    private(set) var byteCount = 0
    private var pieces: [Piece] = []
    /// What follows the last piece.
    private var tail: [UInt8] = []

    /// Begins an empty message.
    init() {}

    /// Writes a whole number, as `int32`, `int64` or an enumeration.
    ///
    /// - Parameters:
    ///   - field: the field's number.
    ///   - value: the number.
    mutating func integer(_ field: Int, _ value: Int) {
        self.key(field, .varint)
        self.varint(UInt64(bitPattern: Int64(value)))
    }

    /// Writes a `float`.
    ///
    /// - Parameters:
    ///   - field: the field's number.
    ///   - value: the number.
    mutating func float(_ field: Int, _ value: Float) {
        self.key(field, .fixed32)
        withLittleEndianBytes(of: value) { self.byte($0) }
    }

    /// Writes a `string`.
    ///
    /// - Parameters:
    ///   - field: the field's number.
    ///   - text: the text.
    mutating func text(_ field: Int, _ text: String) {
        self.key(field, .lengthDelimited)
        self.varint(UInt64(text.utf8.count))
        self.tail += text.utf8
        self.byteCount += text.utf8.count
    }

    /// Writes `bytes` that are made later.
    ///
    /// - Parameters:
    ///   - field: the field's number.
    ///   - bytes: what makes them.
    mutating func deferred(_ field: Int, _ bytes: any DeferredBytes) {
        self.key(field, .lengthDelimited)
        self.varint(UInt64(bytes.byteCount))
        self.endTail()
        self.pieces.append(.deferred(bytes))
        self.byteCount += bytes.byteCount
    }

    /// Writes a message inside this one.
    ///
    /// - Parameters:
    ///   - field: the field's number.
    ///   - write: writes the inner message's fields.
    mutating func message(_ field: Int, _ write: (inout ProtobufWriter) -> Void) {
        var inner = ProtobufWriter()
        write(&inner)
        self.key(field, .lengthDelimited)
        self.varint(UInt64(inner.byteCount))
        if inner.pieces.isEmpty {
            self.tail += inner.tail
        } else {
            self.endTail()
            self.pieces += inner.pieces
            self.tail = inner.tail
        }
        self.byteCount += inner.byteCount
    }

    /// The message's bytes.
    ///
    /// - Returns: all that was written, in one piece of memory.
    consuming func finish() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(self.byteCount)
        for piece in self.pieces {
            switch piece {
            case .bytes(let part): bytes += part
            case .deferred(let source): source.append(to: &bytes)
            }
        }
        bytes += self.tail
        return bytes
    }

    private mutating func key(_ field: Int, _ type: WireType) {
        self.varint(UInt64(field) << 3 | type.rawValue)
    }

    private mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            self.byte(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        self.byte(UInt8(rest))
    }

    private mutating func byte(_ byte: UInt8) {
        self.tail.append(byte)
        self.byteCount += 1
    }

    private mutating func endTail() {
        guard !self.tail.isEmpty else { return }
        self.pieces.append(.bytes(self.tail))
        self.tail = []
    }
}

/// Gives the four bytes of a number, the lowest first.
@inline(__always)
func withLittleEndianBytes(of value: Float, _ body: (UInt8) -> Void) {
    var bits = value.bitPattern
    for _ in 0..<4 {
        body(UInt8(truncatingIfNeeded: bits))
        bits >>= 8
    }
}
