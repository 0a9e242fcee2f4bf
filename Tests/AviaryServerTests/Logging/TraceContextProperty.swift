import AviaryServer
import AviaryTesting

/// What holds for the reader of the header `traceparent`.
enum TraceContextProperty: String, CaseIterable, InputProperty {
    /// A header's value: what is read is what the specification's grammar says, and is the same after it was written.
    case trace

    func violation(by bytes: [UInt8]) -> String? {
        let context = TraceContext(parsing: bytes.span)
        if let text = String(validating: bytes, as: UTF8.self), TraceContext(parsing: text) != context {
            return "the text says something else than its bytes"
        }
        guard let fields = Self.fields(bytes) else {
            return context == nil ? nil : "read what the grammar does not allow"
        }
        guard let context else { return "refused what the grammar allows" }
        guard context.traceID == fields.trace, context.isSampled == (fields.flags & 1 == 1) else {
            return "read as \(context.headerValue)"
        }
        let sampled = context.isSampled ? "01" : "00"
        guard context.headerValue == "00-\(fields.trace)-\(fields.span)-\(sampled)",
            context.headerValue.utf8.elementsEqual((0..<55).map { context.headerBytes[$0] }),
            TraceContext(parsing: context.headerValue) == context
        else { return "written as \(context.headerValue)" }
        return nil
    }

    /// The parts of a value that follows the grammar of W3C Trace Context, section 3.2.
    private static func fields(_ bytes: [UInt8]) -> (trace: String, span: String, flags: UInt8)? {
        let parts = bytes.split(separator: UInt8(ascii: "-"), maxSplits: 4, omittingEmptySubsequences: false)
        guard parts.count >= 4, parts[..<4].map(\.count) == [2, 32, 16, 2],
            parts[..<4].allSatisfy({ $0.allSatisfy("0123456789abcdef".utf8.contains) })
        else { return nil }
        let words = parts[..<4].map { String(decoding: $0, as: UTF8.self) }
        // Version 00 ends here; ids of zeros alone say that there is none.
        guard words[0] != "ff", parts.count == 4 || words[0] != "00", words[1].contains(where: { $0 != "0" }),
            words[2].contains(where: { $0 != "0" }), let flags = UInt8(words[3], radix: 16)
        else { return nil }
        return (words[1], words[2], flags)
    }
}
