internal import AviaryCore

/// Finds in an ONNX file the names of other files that its tensors are stored in, and whether it has control flow.
///
/// The file is given piece by piece, as it is read for hashing, so a model of any size is read once and never held
/// in memory: what cannot lead to such a name is counted and passed over. Every location counts, whether or not its
/// tensor says that it is stored externally, because fields come in any order and repeated messages merge.
struct ModelScanner {
    /// What a scan finds.
    struct Findings: Equatable {
        /// The files that tensors are stored in, as the model names them.
        var externalLocations: Set<String> = []
        /// Whether an operator has a graph of its own, as loops and branches do: what such a model costs depends on values.
        var hasControlFlow = false
    }

    /// How deep messages may be nested, as protobuf's own readers limit it.
    static let maximumDepth = 100
    /// The most bytes of a key or a value.
    static let maximumText = 4096
    /// The most locations.
    static let maximumLocations = 100_000

    private struct Frame {
        let message: ModelMessage
        /// The offset in the file at which the message ends.
        let end: UInt64
    }

    /// What the next byte is part of.
    private enum Part {
        /// A field's number and wire type.
        case key
        /// A number that is passed over.
        case number
        /// The length of a field.
        case length(field: UInt64)
        /// Bytes that are passed over, up to an offset.
        case skipped(end: UInt64)
        /// The text of a key (field 1) or a value (field 2), up to an offset.
        case text(field: UInt64, end: UInt64)
    }

    private var stack = [Frame(message: .model, end: .max)]
    private var part = Part.key
    private var offset: UInt64 = 0
    private var varint: UInt64 = 0
    private var shift: UInt64 = 0
    private var text: [UInt8] = []
    private var key: [UInt8] = []
    private var value: [UInt8] = []
    private var findings = Findings()

    /// Takes the next piece of the file.
    ///
    /// - Parameter bytes: the piece.
    /// - Throws: `AviaryError` with code `invalidArgument` when the file cannot be an ONNX model.
    /// - Complexity: O(structure): the bytes of weights are not looked at.
    mutating func scan(_ bytes: ArraySlice<UInt8>) throws(AviaryError) {
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let left = UInt64(bytes.endIndex - index)
            switch self.part {
            case .skipped(let end):
                let count = min(left, end - self.offset)
                self.offset += count
                index += Int(count)
                if self.offset == end { self.part = .key }
            case .text(let field, let end):
                let count = min(left, end - self.offset)
                self.text += bytes[index..<index + Int(count)]
                self.offset += count
                index += Int(count)
                if self.offset == end { self.endText(field) }
            case .key, .number, .length:
                let byte = bytes[index]
                index += 1
                self.offset += 1
                if try self.addToVarint(byte) { try self.endVarint() }
            }
            try self.popEnded()
        }
    }

    /// Ends the file.
    ///
    /// - Returns: what was found.
    /// - Throws: `AviaryError` with code `invalidArgument` when the file ends within a field.
    consuming func finish() throws(AviaryError) -> Findings {
        guard self.stack.count == 1, case .key = self.part, self.shift == 0 else {
            throw self.malformed("it ends in the middle of a field")
        }
        return self.findings
    }

    /// Adds seven bits.
    ///
    /// - Returns: whether the number is complete.
    private mutating func addToVarint(_ byte: UInt8) throws(AviaryError) -> Bool {
        guard self.shift < 64, self.shift < 63 || byte <= 1 else { throw self.malformed("a number has over 64 bits") }
        self.varint |= UInt64(byte & 0x7F) << self.shift
        self.shift += 7
        return byte & 0x80 == 0
    }

    private mutating func endVarint() throws(AviaryError) {
        let number = self.varint
        self.varint = 0
        self.shift = 0
        switch self.part {
        case .number: self.part = .key
        case .length(let field): try self.enter(field, byteCount: number)
        default: try self.beginField(key: number)
        }
    }

    private mutating func beginField(key: UInt64) throws(AviaryError) {
        let field = key >> 3
        guard field >= 1, field < 1 << 29 else { throw self.malformed("\(field) is no field's number") }
        switch key & 7 {
        case 0: self.part = .number
        case 1: self.part = .skipped(end: try self.end(after: 8))
        case 2: self.part = .length(field: field)
        case 5: self.part = .skipped(end: try self.end(after: 4))
        case let type: throw self.malformed("wire type \(type) does not occur in ONNX")
        }
    }

    /// Begins the content of a field whose length has been read.
    private mutating func enter(_ field: UInt64, byteCount: UInt64) throws(AviaryError) {
        let end = try self.end(after: byteCount)
        let message = self.innermost.message
        if case .entry = message, field == 1 || field == 2 {
            guard byteCount <= Self.maximumText else {
                throw self.malformed("an entry of external data has \(byteCount) bytes")
            }
            self.text = []
            self.part = .text(field: field, end: end)
            if byteCount == 0 { self.endText(field) }
        } else if let child = message.child(field) {
            guard self.stack.count < Self.maximumDepth else {
                throw self.malformed("messages are nested more than \(Self.maximumDepth) deep")
            }
            if case .graph = child, case .attribute = message { self.findings.hasControlFlow = true }
            if case .entry = child {
                self.key = []
                self.value = []
            }
            self.stack.append(Frame(message: child, end: end))
            self.part = .key
        } else {
            self.part = byteCount == 0 ? .key : .skipped(end: end)
        }
    }

    private mutating func endText(_ field: UInt64) {
        // The last of several keys or values is the one that counts.
        if field == 1 { self.key = self.text } else { self.value = self.text }
        self.part = .key
    }

    /// Leaves the messages that end here.
    private mutating func popEnded() throws(AviaryError) {
        while self.offset == self.innermost.end {
            guard case .key = self.part, self.shift == 0 else {
                throw self.malformed("a field reaches beyond its message")
            }
            if case .entry = self.innermost.message { try self.endEntry() }
            self.stack.removeLast()
        }
    }

    private mutating func endEntry() throws(AviaryError) {
        guard self.key.elementsEqual("location".utf8) else { return }
        guard let location = String(validating: self.value, as: UTF8.self) else {
            throw self.malformed("the location of external data is not UTF-8")
        }
        guard self.findings.externalLocations.count < Self.maximumLocations else {
            throw self.malformed("weights are spread over more than \(Self.maximumLocations) files")
        }
        self.findings.externalLocations.insert(location)
    }

    private var innermost: Frame { self.stack[self.stack.count - 1] }

    /// The offset so many bytes ahead, if it lies in the present message.
    private func end(after byteCount: UInt64) throws(AviaryError) -> UInt64 {
        let (end, overflow) = self.offset.addingReportingOverflow(byteCount)
        guard !overflow, end <= self.innermost.end, end < .max else {
            throw self.malformed("a field reaches beyond its message")
        }
        return end
    }

    private func malformed(_ reason: String) -> AviaryError {
        AviaryError(.invalidArgument, "not an ONNX model: at byte \(self.offset) \(reason)")
    }
}
