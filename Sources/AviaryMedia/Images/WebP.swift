internal import AviaryCore
internal import CImages

/// WebP by libwebp.
enum WebP {
    static func decode(_ file: RawSpan, _ limits: PictureLimits) throws(AviaryError) -> Picture {
        var features = WebPBitstreamFeatures()
        let status = unsafe file.withUnsafeBytes { bytes in
            unsafe WebPGetFeatures(bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count, &features)
        }
        guard status == VP8_STATUS_OK else { throw .broken("WebP", Self.text(status)) }
        try limits.check(width: Int(features.width), height: Int(features.height))
        guard features.has_animation == 0 else { throw .animated("WebP") }
        var picture = try unsafe Picture(width: Int(features.width), height: Int(features.height)) { pixels in
            unsafe file.withUnsafeBytes { bytes in
                let written = unsafe WebPDecodeBGRAInto(
                    bytes.bindMemory(to: UInt8.self).baseAddress,
                    bytes.count,
                    pixels.bindMemory(to: UInt8.self).baseAddress,
                    pixels.count,
                    features.width * 4
                )
                return unsafe written == nil ? .broken("WebP", "it is cut off or damaged") : nil
            }
        }
        picture.mapPixels { pixel in
            Blending.onWhite(red: pixel >> 16 & 0xFF, green: pixel >> 8 & 0xFF, blue: pixel & 0xFF, alpha: pixel >> 24)
        }
        return Self.orientation(file).apply(to: picture)
    }

    private static func orientation(_ file: RawSpan) -> Orientation {
        unsafe file.withUnsafeBytes { bytes in
            var data = unsafe WebPData(bytes: bytes.bindMemory(to: UInt8.self).baseAddress, size: bytes.count)
            guard let demuxer = unsafe WebPDemux(&data) else { return .upright }
            defer { unsafe WebPDemuxDelete(demuxer) }
            var chunk = unsafe WebPChunkIterator()
            guard unsafe WebPDemuxGetChunk(demuxer, "EXIF", 1, &chunk) != 0 else { return .upright }
            defer { unsafe WebPDemuxReleaseChunkIterator(&chunk) }
            let exif = unsafe UnsafeRawBufferPointer(start: chunk.chunk.bytes, count: chunk.chunk.size)
            // Some programs put JPEG's prefix before the structure.
            let prefix = Array("Exif\0\0".utf8)
            let start = unsafe exif.starts(with: prefix) ? prefix.count : 0
            return unsafe Orientation(exif: exif.bytes.extracting(start..<exif.count))
        }
    }

    private static func text(_ status: VP8StatusCode) -> String {
        switch status {
        case VP8_STATUS_NOT_ENOUGH_DATA: "it is cut off"
        case VP8_STATUS_BITSTREAM_ERROR: "it is damaged"
        case VP8_STATUS_UNSUPPORTED_FEATURE: "it uses what the library does not know"
        case VP8_STATUS_OUT_OF_MEMORY: "there is no memory for it"
        default: "error \(status.rawValue)"
        }
    }
}
