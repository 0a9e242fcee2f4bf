internal import AviaryCore
internal import CImages

/// Pictures for terminals that show sixels, by libsixel.
enum Sixel {
    /// `SIXEL_PIXELFORMAT_BGRA8888`, a macro of two that Swift does not read.
    private static let pixelFormat = Int32(SIXEL_FORMATTYPE_COLOR) | 0x13

    /// Writes a picture in at most 256 colours.
    ///
    /// - Parameter picture: the picture.
    /// - Returns: the control sequence.
    /// - Throws: `AviaryError` when libsixel cannot.
    static func encode(_ picture: Picture) throws(AviaryError) -> [UInt8] {
        var bytes: [UInt8] = []
        let status = unsafe withUnsafeMutablePointer(to: &bytes) { bytes in unsafe Self.encode(picture, into: bytes) }
        guard status & 0x1000 == 0 else {
            let words = unsafe String(cString: sixel_helper_format_error(status))
            throw AviaryError(.internalError, "no sixels can be written: \(words)")
        }
        return bytes
    }

    private static func encode(_ picture: Picture, into bytes: UnsafeMutablePointer<[UInt8]>) -> SIXELSTATUS {
        var output: OpaquePointer?
        let write: sixel_write_function = { data, size, target in
            guard let data = unsafe data, let target = unsafe target else { return 0 }
            let part = unsafe UnsafeRawBufferPointer(start: data, count: Int(size))
            unsafe target.assumingMemoryBound(to: [UInt8].self).pointee += part
            return size
        }
        var status = unsafe sixel_output_new(&output, write, bytes, nil)
        guard let output = unsafe output else { return status }
        defer { unsafe sixel_output_unref(output) }
        var dither: OpaquePointer?
        status = unsafe sixel_dither_new(&dither, 256, nil)
        guard let dither = unsafe dither else { return status }
        defer { unsafe sixel_dither_unref(dither) }
        // The library does not write to the pixels, although it takes them as if it would.
        var copy = picture
        return unsafe copy.withUnsafeMutableBytes { pixels in
            let start = unsafe pixels.bindMemory(to: UInt8.self).baseAddress
            let (width, height) = (Int32(picture.width), Int32(picture.height))
            let status = unsafe sixel_dither_initialize(
                dither,
                start,
                width,
                height,
                Self.pixelFormat,
                SIXEL_LARGE_AUTO,
                SIXEL_REP_AUTO,
                SIXEL_QUALITY_AUTO
            )
            guard status & 0x1000 == 0 else { return status }
            return unsafe sixel_encode(start, width, height, 3, dither, output)
        }
    }
}
