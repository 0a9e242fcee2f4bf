internal import AviaryCore
internal import AviaryServing

/// The head of a request as nearly all clients write it, read in one pass over its bytes and without copies.
///
/// Reads far less than HTTP/1.1 allows, and nothing that could be read in two ways: for whatever is unusual, ``init(_:)``
/// gives `nil` and NIO's decoder decides. What is read here is framed just as that decoder frames it: RFC 9112, sections
/// 3 to 6.
struct PlainHead {
    /// The most bytes of a head that is read here.
    private static let maximumCount = 4096

    /// Whether the method is POST.
    let isPost: Bool
    /// Where the target is.
    let target: Range<Int>
    /// The bytes up to the body.
    private(set) var count = 0
    /// The body's length.
    private(set) var contentLength = 0
    /// The fields that an infer request may have.
    private(set) var fields = InferHead()

    /// Reads a head.
    ///
    /// - Parameters:
    ///   - bytes: begin with the request, and may hold more than it.
    ///   - wanted: the fields that routing keys are read from.
    init?(_ bytes: RawSpan, wanted: WantedFields = WantedFields()) {
        var reader = HeadReader(bytes.extracting(0..<min(bytes.byteCount, PlainHead.maximumCount)))
        guard let isPost = reader.method(), let target = reader.target() else { return nil }
        self.isPost = isPost
        self.target = target
        var hasLength = false
        while true {
            guard let name = reader.fieldName() else { return nil }
            guard !name.isEmpty else { break }
            guard let value = reader.fieldValue() else { return nil }
            switch name.count {
            case 14 where reader.has("content-length", at: name):
                guard !hasLength, let length = reader.number(value) else { return nil }
                hasLength = true
                self.contentLength = length
            case 17 where reader.has("transfer-encoding", at: name), 7 where reader.has("upgrade", at: name),
                6 where reader.has("expect", at: name):
                return nil
            case 10 where reader.has("connection", at: name):
                guard reader.has("keep-alive", at: value) else { return nil }
            default:
                guard InferHead.isOfInterest(name.count) || wanted.mayHave(length: name.count) else { continue }
                self.fields.read(reader.text(name), reader.text(value), wanted)
            }
        }
        self.count = reader.index
        if hasLength { self.fields.contentLength = self.contentLength }
    }
}

/// Walks over the bytes of a head.
private struct HeadReader: ~Escapable {
    private let bytes: RawSpan
    private(set) var index = 0

    @_lifetime(copy bytes)
    init(_ bytes: RawSpan) { self.bytes = bytes }

    private var byte: UInt8? {
        self.index < self.bytes.byteCount ? self.bytes.load(at: self.index, as: UInt8.self) : nil
    }

    /// Takes a text that must come next, byte for byte.
    private mutating func take(_ text: StaticString) -> Bool {
        guard self.has(text, at: self.index..<self.index + text.utf8CodeUnitCount, folding: 0) else { return false }
        self.index += text.utf8CodeUnitCount
        return true
    }

    /// Takes a method that has no meaning for the framing, and the blank behind it.
    ///
    /// - Returns: whether it is POST.
    mutating func method() -> Bool? {
        if self.take("POST ") { return true }
        for method: StaticString in ["GET ", "PUT ", "DELETE ", "OPTIONS ", "PATCH "] where self.take(method) {
            return false
        }
        return nil
    }

    /// Takes the target and the rest of the line.
    mutating func target() -> Range<Int>? {
        let start = self.index
        while let byte, (0x21...0x7E).contains(byte) { self.index += 1 }
        let target = start..<self.index
        guard !target.isEmpty, self.bytes.load(at: start, as: UInt8.self) == UInt8(ascii: "/"),
            self.take(" HTTP/1.1\r\n")
        else { return nil }
        return target
    }

    /// Takes a field's name and the colon; an empty range for the end of the head.
    mutating func fieldName() -> Range<Int>? {
        let start = self.index
        while let byte, HeadReader.isOfName(byte) { self.index += 1 }
        let name = start..<self.index
        guard name.isEmpty else {
            return self.take(":") ? name : nil
        }
        return self.take("\r\n") ? name : nil
    }

    /// Takes a field's value and the line's end.
    mutating func fieldValue() -> Range<Int>? {
        while self.byte == UInt8(ascii: " ") { self.index += 1 }
        let start = self.index
        while let byte, (0x20...0x7E).contains(byte) { self.index += 1 }
        var end = self.index
        while end > start, self.bytes.load(at: end - 1, as: UInt8.self) == UInt8(ascii: " ") { end -= 1 }
        return self.take("\r\n") ? start..<end : nil
    }

    /// Letters, digits, dash and underscore: less than a token may be made of.
    private static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default:
            false
        }
    }

    /// Whether these bytes are a text, in capitals or not.
    ///
    /// - Parameters:
    ///   - text: lower-case letters, digits and dashes.
    ///   - range: where the bytes are; may lie beyond the end.
    ///   - folding: the bit that does not matter.
    /// - Returns: whether they are.
    func has(_ text: StaticString, at range: Range<Int>, folding: UInt8 = 0x20) -> Bool {
        guard range.count == text.utf8CodeUnitCount, range.upperBound <= self.bytes.byteCount else { return false }
        for offset in 0..<range.count {
            let byte = self.bytes.load(at: range.lowerBound + offset, as: UInt8.self)
            guard byte | folding == text.utf8Start[offset] | folding else { return false }
        }
        return true
    }

    /// A whole number of at most nine digits.
    func number(_ range: Range<Int>) -> Int? {
        guard (1...9).contains(range.count) else { return nil }
        var number = 0
        for index in range {
            let digit = self.bytes.load(at: index, as: UInt8.self) &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            number = number * 10 + Int(digit)
        }
        return number
    }

    /// The bytes as a string.
    func text(_ range: Range<Int>) -> String {
        self.bytes.extracting(range).withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }
}
