internal import AviaryCore
internal import CZlib

/// How a body may be packed: RFC 9110, section 8.4.1.
///
/// `deflate` is zlib's format, as the RFC says and clients send.
enum ContentCoding: String {
    case gzip
    case deflate

    /// What zlib calls the format: a window of 2^15 bytes, plus 16 for gzip's frame.
    private var windowBits: Int32 { self == .gzip ? 15 + 16 : 15 }

    /// Reads `Content-Encoding`.
    ///
    /// - Parameter field: the field's value.
    /// - Returns: the coding; `nil` for a body that is not packed.
    /// - Throws: ``AviaryError`` with code `unsupportedMedia` for any other coding.
    static func decoding(_ field: String) throws(AviaryError) -> ContentCoding? {
        switch field.lowercased() {
        case "gzip", "x-gzip": return .gzip
        case "deflate": return .deflate
        case "identity", "": return nil
        default:
            throw AviaryError(
                .unsupportedMedia,
                "Content-Encoding is gzip, deflate or identity, got '\(field.prefix(40))'"
            )
        }
    }

    /// Reads `Accept-Encoding` with its weights.
    ///
    /// - Parameter field: the field's value.
    /// - Returns: the coding with the highest weight above 0, gzip first among equals; `nil` for none.
    static func accepted(_ field: String) -> ContentCoding? {
        var best: (coding: ContentCoding, weight: Double)?
        for element in field.split(separator: ",") {
            let parts = element.split(separator: ";").map { $0.filter { $0 != " " }.lowercased() }
            guard let name = parts.first, let coding = ContentCoding(rawValue: name) else { continue }
            var weight = 1.0
            for part in parts.dropFirst() where part.hasPrefix("q=") { weight = Double(part.dropFirst(2)) ?? 0 }
            let isBetter = best.map { weight > $0.weight || (weight == $0.weight && coding == .gzip) } ?? true
            if weight > 0, isBetter { best = (coding, weight) }
        }
        return best?.coding
    }

    /// Unpacks a body.
    ///
    /// - Parameters:
    ///   - packed: the whole packed body.
    ///   - limit: the most bytes that it may become.
    /// - Returns: the plain body.
    /// - Throws: ``AviaryError`` with code `tooLarge` beyond the limit, `invalidArgument` for a body that is broken, cut off
    ///   or followed by more.
    func unpack(_ packed: RawSpan, limit: Int) throws(AviaryError) -> [UInt8] {
        var stream = z_stream()
        guard inflateInit2_(&stream, self.windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw AviaryError(.exhausted, "no memory to unpack the body")
        }
        defer { inflateEnd(&stream) }
        var plain: [UInt8] = []
        var status = Z_OK
        var left = 0
        // The output grows as the stream does: a small body that claims to be huge costs only what it really becomes.
        while status == Z_OK || status == Z_BUF_ERROR {
            guard plain.count <= limit else {
                throw AviaryError(
                    .tooLarge,
                    "the body unpacks to more than \(limit) bytes, which is the limit",
                    remedy: "send less, or raise the server's --max-body"
                )
            }
            let room = min(max(2 * packed.byteCount, 4096, plain.count), limit + 1 - plain.count)
            let consumed = Int(stream.total_in)
            let produced = plain.count
            plain.append(addingCapacity: room) { span in
                packed.withUnsafeBytes { source in
                    span.withUnsafeMutableBufferPointer { target, count in
                        // zlib takes a pointer to mutable bytes but does not change its input.
                        let input = source.baseAddress.map { $0 + consumed }
                        stream.next_in = UnsafeMutablePointer(mutating: input?.assumingMemoryBound(to: UInt8.self))
                        stream.avail_in = UInt32(clamping: source.count - consumed)
                        stream.next_out = target.baseAddress.map { $0 + count }
                        stream.avail_out = UInt32(clamping: room)
                        status = CZlib.inflate(&stream, Z_NO_FLUSH)
                        count += Int(stream.total_out) - produced
                        left = source.count - Int(stream.total_in)
                    }
                }
            }
            // No progress with room to spare: the stream wants more than there is.
            if status == Z_BUF_ERROR, plain.count == produced { break }
        }
        guard status == Z_STREAM_END, left == 0 else {
            let what = status == Z_STREAM_END ? "is followed by \(left) more bytes" : "is broken or cut off"
            throw AviaryError(.invalidArgument, "the \(self.rawValue) body \(what)")
        }
        guard plain.count <= limit else {
            throw AviaryError(.tooLarge, "the body unpacks to \(plain.count) bytes, the limit is \(limit)")
        }
        return plain
    }

    /// Packs a reply, fast rather than small.
    ///
    /// - Parameter plain: the whole reply.
    /// - Returns: the packed reply; `nil` when zlib has no memory.
    func pack(_ plain: RawSpan) -> [UInt8]? {
        var stream = z_stream()
        let size = Int32(MemoryLayout<z_stream>.size)
        guard
            deflateInit2_(&stream, 1, Z_DEFLATED, self.windowBits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK
        else { return nil }
        defer { deflateEnd(&stream) }
        let bound = Int(deflateBound(&stream, UInt(plain.byteCount)))
        var status = Z_OK
        let packed = [UInt8](unsafeUninitializedCapacity: bound) { target, count in
            plain.withUnsafeBytes { source in
                stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress?.assumingMemoryBound(to: UInt8.self))
                stream.avail_in = UInt32(clamping: source.count)
                stream.next_out = target.baseAddress
                stream.avail_out = UInt32(clamping: bound)
                status = CZlib.deflate(&stream, Z_FINISH)
                count = Int(stream.total_out)
            }
        }
        return status == Z_STREAM_END ? packed : nil
    }
}
