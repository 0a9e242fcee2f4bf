internal import AviaryCore

/// Cuts a stream of bytes into blocks of whole records.
struct RecordSplitter<Source: ByteSource & ~Copyable>: ~Copyable {
    /// How many bytes a block has, unless a record is longer.
    private let blockSize: Int
    /// How long a record may be, 16 MiB with blocks of 1 MiB: an unclosed quote must not fill the memory.
    private let longestRecord: Int

    private var source: Source
    private let hasQuotedLines: Bool
    private var rest: [UInt8] = []
    private var isAtEnd = false

    /// Begins to cut.
    ///
    /// - Parameters:
    ///   - source: the bytes.
    ///   - hasQuotedLines: whether a line feed between quotes is part of a record.
    ///   - blockSize: how many bytes a block has.
    init(_ source: consuming Source, hasQuotedLines: Bool, blockSize: Int) {
        self.source = source
        self.hasQuotedLines = hasQuotedLines
        self.blockSize = blockSize
        self.longestRecord = 16 * blockSize
    }

    /// The next block; `nil` at the end.
    ///
    /// - Throws: ``RecordFault`` for a record that is too long, as its line 0.
    mutating func next() throws -> [UInt8]? {
        while true {
            if !self.isAtEnd, self.rest.count < self.blockSize || self.cut == nil {
                self.isAtEnd = try self.source.read(into: &self.rest, count: self.blockSize) == 0
                if !self.isAtEnd, self.rest.count < self.blockSize { continue }
            }
            if self.isAtEnd {
                defer { self.rest = [] }
                return self.rest.isEmpty ? nil : self.rest
            }
            if let cut = self.cut {
                let block = Array(self.rest[..<cut])
                self.rest.removeFirst(cut)
                return block
            }
            guard self.rest.count > self.longestRecord else { continue }
            // A quote that is never closed: the parser finds where it was opened.
            if self.hasQuotedLines, self.rest.contains(UInt8(ascii: "\"")) {
                self.isAtEnd = true
                continue
            }
            throw RecordFault(
                line: 0,
                "the line is longer than \(ByteSizeText.print(self.longestRecord))",
                remedy: "this is no table, or its lines do not end with a line feed"
            )
        }
    }

    private var cut: Int? { RecordEnd.last(in: unsafe self.rest.span.bytes, hasQuotedLines: self.hasQuotedLines) }
}

/// Where records end.
enum RecordEnd {
    /// Where the last whole record ends, of some that begin at the first byte.
    ///
    /// - Returns: the place behind its line feed; `nil` where there is none.
    static func last(in bytes: RawSpan, hasQuotedLines: Bool) -> Int? {
        if !hasQuotedLines || !Self.contains(bytes, UInt8(ascii: "\"")) {
            var index = bytes.byteCount
            while index > 0 {
                if bytes.byte(at: index - 1) == 0x0A { return index }
                index -= 1
            }
            return nil
        }
        var (isQuoted, cut) = (false, 0)
        for index in 0..<bytes.byteCount {
            let byte = bytes.byte(at: index)
            if byte == UInt8(ascii: "\"") {
                // A doubled quote closes and opens again.
                isQuoted.toggle()
            } else if byte == 0x0A, !isQuoted {
                cut = index + 1
            }
        }
        return cut > 0 ? cut : nil
    }

    private static func contains(_ bytes: RawSpan, _ wanted: UInt8) -> Bool {
        var count = 0
        for index in 0..<bytes.byteCount { count &+= bytes.byte(at: index) == wanted ? 1 : 0 }
        return count > 0
    }
}
