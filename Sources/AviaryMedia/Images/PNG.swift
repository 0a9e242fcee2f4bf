internal import AviaryCore
internal import CImages

/// PNG by libspng.
enum PNG {
    static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    /// The most bytes of a chunk that is no picture, unpacked, and of all of them together.
    private static let maximumChunk = 8 << 20

    static func decode(_ file: RawSpan, _ limits: PictureLimits) throws(AviaryError) -> Picture {
        guard let context = unsafe spng_ctx_new(0) else {
            throw AviaryError(.exhausted, "no memory for a picture")
        }
        defer { unsafe spng_ctx_free(context) }
        // The file stays where it is for as long as the library looks at it.
        let result: Result<Picture, AviaryError> = unsafe file.withUnsafeBytes { bytes in
            do throws(AviaryError) {
                return .success(try unsafe Self.decode(bytes, context, limits))
            } catch {
                return .failure(error)
            }
        }
        let picture = try result.get()
        return Self.orientation(file).apply(to: picture)
    }

    private static func decode(
        _ bytes: UnsafeRawBufferPointer,
        _ context: OpaquePointer,
        _ limits: PictureLimits
    ) throws(AviaryError) -> Picture {
        unsafe spng_set_chunk_limits(context, Self.maximumChunk, 2 * Self.maximumChunk)
        try Self.check(unsafe spng_set_png_buffer(context, bytes.baseAddress, bytes.count))
        var header = spng_ihdr()
        try Self.check(unsafe spng_get_ihdr(context, &header))
        try limits.check(width: Int(header.width), height: Int(header.height))
        if unsafe Self.chunks(bytes.bytes).contains(where: { $0.type == Self.animation }) { throw .animated("PNG") }
        var picture = try unsafe Picture(width: Int(header.width), height: Int(header.height)) { pixels in
            let status = unsafe spng_decode_image(
                context,
                pixels.baseAddress,
                pixels.count,
                Int32(SPNG_FMT_RGBA8.rawValue),
                Int32(SPNG_DECODE_TRNS.rawValue)
            )
            return status == 0 ? nil : Self.problem(status)
        }
        picture.mapPixels { pixel in
            Blending.onWhite(red: pixel & 0xFF, green: pixel >> 8 & 0xFF, blue: pixel >> 16 & 0xFF, alpha: pixel >> 24)
        }
        return picture
    }

    private static func check(_ status: Int32) throws(AviaryError) {
        guard status == 0 else { throw Self.problem(status) }
    }

    private static func problem(_ status: Int32) -> AviaryError {
        .broken("PNG", unsafe spng_strerror(status).map { unsafe String(cString: $0) } ?? "error \(status)")
    }

    // MARK: Chunks

    /// A chunk before the picture's data: ISO/IEC 15948, 5.3.
    private struct Chunk {
        let type: UInt32
        let range: Range<Int>
    }

    /// `acTL`, which says that a PNG is an animation.
    private static let animation: UInt32 = 0x6163_544C
    /// `eXIf`.
    private static let exif: UInt32 = 0x6558_4966
    /// `IDAT`.
    private static let data: UInt32 = 0x4944_4154

    private static func orientation(_ file: RawSpan) -> Orientation {
        guard let chunk = Self.chunks(file).first(where: { $0.type == Self.exif }) else { return .upright }
        return Orientation(exif: file.extracting(chunk.range))
    }

    private static func chunks(_ file: RawSpan) -> [Chunk] {
        var chunks: [Chunk] = []
        var offset = Self.signature.count
        while offset + 12 <= file.byteCount, chunks.count < 1000 {
            let length = Int(UInt32(bigEndian: file.load(at: offset)))
            let type = UInt32(bigEndian: file.load(at: offset + 4))
            let end = offset + 8 + length
            guard type != Self.data, end + 4 <= file.byteCount else { break }
            chunks.append(Chunk(type: type, range: (offset + 8)..<end))
            offset = end + 4
        }
        return chunks
    }
}
