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
        var span = bytes.mutableSpan
        span.withUnsafeMutableBytes { self.write(to: $0) }
        return bytes
    }

    /// The header's value.
    package var headerValue: String {
        String(unsafeUninitializedCapacity: TraceContext.length) { buffer in
            buffer.initialize(repeating: TraceContext.dash)
            self.write(to: UnsafeMutableRawBufferPointer(buffer))
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

    /// Writes everything but the dashes.
    @inline(__always)
    private func write(to bytes: UnsafeMutableRawBufferPointer) {
        bytes[0] = UInt8(ascii: "0")
        bytes[1] = UInt8(ascii: "0")
        TraceContext.write(self.traceHigh, at: 3, to: bytes)
        TraceContext.write(self.traceLow, at: 19, to: bytes)
        TraceContext.write(self.span, at: 36, to: bytes)
        bytes[53] = UInt8(ascii: "0")
        bytes[54] = UInt8(ascii: self.isSampled ? "1" : "0")
    }

    @inline(__always)
    private static func write(_ number: UInt64, at offset: Int, to bytes: UnsafeMutableRawBufferPointer) {
        let (high, low) = (UInt32(truncatingIfNeeded: number >> 32), UInt32(truncatingIfNeeded: number))
        bytes.storeBytes(of: self.digits(high), toByteOffset: offset, as: UInt64.self)
        bytes.storeBytes(of: self.digits(low), toByteOffset: offset + 8, as: UInt64.self)
    }

    /// The eight hexadecimal digits of a number, as they lie in memory.
    @inline(__always)
    private static func digits(_ number: UInt32) -> UInt64 {
        // Each of the eight half bytes gets a byte of its own.
        var digits = UInt64(number)
        digits = (digits << 16 | digits) & 0x0000_FFFF_0000_FFFF
        digits = (digits << 8 | digits) & 0x00FF_00FF_00FF_00FF
        digits = (digits << 4 | digits) & 0x0F0F_0F0F_0F0F_0F0F
        // 1 in each byte whose digit is a letter: adding 6 carries from 10 on.
        let letters = (digits &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
        let distance = UInt64(UInt8(ascii: "a") - UInt8(ascii: "0") - 10)
        return (digits &+ 0x3030_3030_3030_3030 &+ letters &* distance).bigEndian
    }
}
