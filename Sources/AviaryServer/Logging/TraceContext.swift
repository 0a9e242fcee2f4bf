/// Where a request stands in a distributed trace: W3C Trace Context, the header `traceparent`.
package struct TraceContext: Sendable, Hashable {
    /// How long the header's value is.
    package static let length = 55

    /// The upper half of the trace's id.
    package let traceHigh: UInt64
    /// The lower half of the trace's id.
    package let traceLow: UInt64
    /// The id of the span; in a header that comes in, the caller's span.
    package let span: UInt64
    /// Whether the caller records the trace.
    package let isSampled: Bool

    /// Makes a context from its parts.
    ///
    /// - Parameters:
    ///   - traceHigh: the upper half of the trace's id.
    ///   - traceLow: the lower half; both halves together are not zero.
    ///   - span: the span's id, not zero.
    ///   - isSampled: whether the trace is recorded.
    package init(traceHigh: UInt64, traceLow: UInt64, span: UInt64, isSampled: Bool) {
        precondition(traceHigh | traceLow != 0 && span != 0, "ids of zero are invalid")
        self.traceHigh = traceHigh
        self.traceLow = traceLow
        self.span = span
        self.isSampled = isSampled
    }

    /// Begins a new trace.
    ///
    /// - Parameters:
    ///   - random: where ids come from.
    ///   - isSampled: whether the trace is recorded.
    package init(using random: inout some RandomNumberGenerator, isSampled: Bool = false) {
        self.init(
            traceHigh: random.next(),
            traceLow: TraceContext.identifier(&random),
            span: TraceContext.identifier(&random),
            isSampled: isSampled
        )
    }

    /// Reads the header; `nil` for anything that the specification calls invalid: then a new trace begins.
    ///
    /// - Parameter header: the value's bytes.
    /// - Complexity: O(1), no allocation.
    package init?(parsing header: Span<UInt8>) {
        guard header.count >= TraceContext.length, header[2] == TraceContext.dash, header[35] == TraceContext.dash,
            header[52] == TraceContext.dash
        else { return nil }
        guard let version = TraceContext.hexadecimal(header, at: 0, digits: 2), version != 0xFF,
            let traceHigh = TraceContext.hexadecimal(header, at: 3, digits: 16),
            let traceLow = TraceContext.hexadecimal(header, at: 19, digits: 16),
            let span = TraceContext.hexadecimal(header, at: 36, digits: 16),
            let flags = TraceContext.hexadecimal(header, at: 53, digits: 2)
        else { return nil }
        // A later version may say more, after another dash.
        if header.count > TraceContext.length {
            guard version != 0, header[TraceContext.length] == TraceContext.dash else { return nil }
        }
        guard traceHigh | traceLow != 0, span != 0 else { return nil }
        self.traceHigh = traceHigh
        self.traceLow = traceLow
        self.span = span
        self.isSampled = flags & 1 == 1
    }

    /// Reads the header; `nil` for anything that the specification calls invalid.
    ///
    /// - Parameter header: the value.
    package init?(parsing header: String) {
        var header = header
        let context = header.withUTF8 { TraceContext(parsing: $0.span) }
        guard let context else { return nil }
        self = context
    }

    /// The same trace with a span of its own, for what this process does and sends on.
    ///
    /// - Parameter random: where the span's id comes from.
    /// - Returns: a context of the same trace, as sampled as this one.
    package func child(using random: inout some RandomNumberGenerator) -> TraceContext {
        TraceContext(
            traceHigh: self.traceHigh,
            traceLow: self.traceLow,
            span: TraceContext.identifier(&random),
            isSampled: self.isSampled
        )
    }

    /// The header's value as ASCII, in version 00.
    ///
    /// - Complexity: O(1), no allocation.
    package var headerBytes: InlineArray<55, UInt8> {
        var bytes = InlineArray<55, UInt8>(repeating: TraceContext.dash)
        TraceContext.write(0, digits: 2, at: 0, to: &bytes)
        TraceContext.write(self.traceHigh, digits: 16, at: 3, to: &bytes)
        TraceContext.write(self.traceLow, digits: 16, at: 19, to: &bytes)
        TraceContext.write(self.span, digits: 16, at: 36, to: &bytes)
        TraceContext.write(self.isSampled ? 1 : 0, digits: 2, at: 53, to: &bytes)
        return bytes
    }

    /// The header's value.
    package var headerValue: String {
        let bytes = self.headerBytes
        return String(unsafeUninitializedCapacity: TraceContext.length) { buffer in
            for index in bytes.indices { buffer.initializeElement(at: index, to: bytes[index]) }
            return TraceContext.length
        }
    }

    /// The trace's id in 32 digits, for log lines.
    package var traceID: String { String(self.headerValue.dropFirst(3).prefix(32)) }

    private static let dash = UInt8(ascii: "-")

    private static func identifier(_ random: inout some RandomNumberGenerator) -> UInt64 {
        // Zero means that there is none; it comes once in an age of the universe, and must not come twice in a row.
        let number: UInt64 = random.next()
        return number == 0 ? 1 : number
    }

    @inline(__always)
    private static func hexadecimal(_ bytes: Span<UInt8>, at start: Int, digits: Int) -> UInt64? {
        var number: UInt64 = 0
        var isValid = true
        for index in start..<start + digits {
            let byte = bytes[index]
            let digit = byte &- UInt8(ascii: "0")
            let letter = byte &- UInt8(ascii: "a")
            // Upper case is invalid.
            isValid = isValid && (digit < 10 || letter < 6)
            number = number << 4 | UInt64(digit < 10 ? digit : letter &+ 10)
        }
        return isValid ? number : nil
    }

    @inline(__always)
    private static func write(_ number: UInt64, digits: Int, at start: Int, to bytes: inout InlineArray<55, UInt8>) {
        var rest = number
        for index in stride(from: start + digits - 1, through: start, by: -1) {
            let digit = UInt8(truncatingIfNeeded: rest & 0xF)
            bytes[index] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
            rest >>= 4
        }
    }
}
