/// What a serialised sketch is one of, by its first byte.
enum SketchKind: UInt8 {
    case moments = 1
    case quantiles = 2
    case categories = 3
    case distinct = 4
    case histogram = 5
    case reservoir = 6
    case numberSummary = 7
    case categorySummary = 8
    case shareSummary = 9
    case rows = 10

    /// The version of the serialised forms, the second byte.
    static let version: UInt8 = 1
}

/// Writes a sketch's serialised form.
struct SketchWriter {
    private(set) var bytes: [UInt8]

    init(_ kind: SketchKind) { self.bytes = [kind.rawValue, SketchKind.version] }

    mutating func append<Number: FixedWidthInteger & UnsignedInteger>(_ number: Number) {
        for shift in stride(from: 0, to: Number.bitWidth, by: 8) {
            self.bytes.append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }

    mutating func append(_ number: Double) { self.append(number.bitPattern) }

    /// A count, which is never negative.
    mutating func append(count: Int) { self.append(UInt64(count)) }

    /// Bytes behind their length.
    mutating func append(part: some Collection<UInt8>) {
        self.append(UInt32(part.count))
        self.bytes += part
    }
}

/// Reads a sketch's serialised form, which may be any bytes.
struct SketchReader {
    private let bytes: [UInt8]
    private var position = 2

    init(_ bytes: [UInt8], kind: SketchKind) throws(SketchError) {
        guard bytes.count >= 2 else {
            throw .malformed("expected a sketch's kind and version, got \(bytes.count) bytes")
        }
        guard bytes[0] == kind.rawValue else {
            throw .malformed("expected a sketch of kind \(kind.rawValue) (\(kind)), got kind \(bytes[0])")
        }
        guard bytes[1] == SketchKind.version else {
            throw .malformed("expected version \(SketchKind.version) of a sketch's form, got version \(bytes[1])")
        }
        self.bytes = bytes
    }

    private var remaining: Int { self.bytes.count - self.position }

    mutating func integer<Number: FixedWidthInteger & UnsignedInteger>(
        _ type: Number.Type = Number.self
    ) throws(SketchError) -> Number {
        let size = Number.bitWidth / 8
        guard self.remaining >= size else {
            throw .malformed("expected \(size) more bytes of a sketch, got \(self.remaining)")
        }
        var number: Number = 0
        for index in 0..<size { number |= Number(self.bytes[self.position + index]) << (8 * index) }
        self.position += size
        return number
    }

    /// A number that is not NaN.
    mutating func number() throws(SketchError) -> Double {
        let number = Double(bitPattern: try self.integer())
        guard !number.isNaN else { throw .malformed("expected a number in a sketch, got NaN") }
        return number
    }

    mutating func count(upTo most: Int = SketchCount.most) throws(SketchError) -> Int {
        try self.checked(Int(exactly: try self.integer(UInt64.self)), upTo: most)
    }

    /// How many of something follow, each of at least so many bytes, so that no room is made for what is not there.
    mutating func length(of size: Int) throws(SketchError) -> Int {
        try self.checked(Int(exactly: try self.integer(UInt32.self)), upTo: self.remaining / size)
    }

    private func checked(_ count: Int?, upTo most: Int) throws(SketchError) -> Int {
        guard let count, count <= most else {
            throw .malformed("expected a count of at most \(most) in a sketch, got \(count.map(String.init) ?? "more")")
        }
        return count
    }

    /// Bytes behind their length.
    mutating func part() throws(SketchError) -> ArraySlice<UInt8> {
        let count = try self.length(of: 1)
        defer { self.position += count }
        return self.bytes[self.position..<self.position + count]
    }

    func finish() throws(SketchError) {
        guard self.remaining == 0 else { throw .malformed("expected a sketch's end, got \(self.remaining) more bytes") }
    }

    /// Refuses what cannot be.
    func check(_ holds: Bool, _ expectation: @autoclosure () -> String) throws(SketchError) {
        guard holds else { throw .malformed("expected \(expectation()) in a sketch") }
    }
}
