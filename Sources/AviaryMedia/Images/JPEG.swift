package import AviaryCore
internal import CImages

/// JPEG by libjpeg-turbo.
package enum JPEG {
    static func decode(_ file: RawSpan, _ limits: PictureLimits) throws(AviaryError) -> Picture {
        guard let handle = unsafe tjInitDecompress() else { throw Self.noMemory }
        defer { unsafe tjDestroy(handle) }
        let header = try unsafe Self.header(file, handle)
        try limits.check(width: header.width, height: header.height)
        let markers = JPEGMarkers(file)
        guard markers.hasEnd else { throw .broken("JPEG", "it is cut off") }
        var picture = try unsafe Picture(width: header.width, height: header.height) { pixels in
            unsafe file.withUnsafeBytes { source in
                let status = unsafe tjDecompress2(
                    handle,
                    source.bindMemory(to: UInt8.self).baseAddress,
                    UInt(source.count),
                    pixels.bindMemory(to: UInt8.self).baseAddress,
                    Int32(header.width),
                    Int32(header.width * 4),
                    Int32(header.height),
                    Int32(header.isCMYK ? TJPF_CMYK.rawValue : TJPF_BGRX.rawValue),
                    // A file with thousands of scans costs each of them: the library refuses it.
                    TJFLAG_LIMITSCANS
                )
                return status == 0 ? nil : unsafe Self.problem(handle)
            }
        }
        if header.isCMYK { picture.convertFromCMYK(isInverted: markers.isAdobe) }
        return markers.orientation.apply(to: picture)
    }

    /// Writes a picture.
    ///
    /// - Parameters:
    ///   - picture: the picture.
    ///   - quality: 1...100; colours have half the resolution, as photographs have it.
    /// - Returns: the file.
    /// - Throws: `AviaryError` when there is no memory for it.
    package static func encode(_ picture: Picture, quality: Int) throws(AviaryError) -> [UInt8] {
        guard let handle = unsafe tjInitCompress() else { throw Self.noMemory }
        defer { unsafe tjDestroy(handle) }
        let subsampling = Int32(TJSAMP_420.rawValue)
        let bound = tjBufSize(Int32(picture.width), Int32(picture.height), subsampling)
        guard bound != UInt.max else { throw Self.noMemory }
        var status: Int32 = -1
        let file = unsafe [UInt8](unsafeUninitializedCapacity: Int(bound)) { buffer, count in
            var target = buffer.baseAddress
            var size = bound
            unsafe picture.withUnsafeBytes { pixels in
                status = unsafe tjCompress2(
                    handle,
                    pixels.bindMemory(to: UInt8.self).baseAddress,
                    Int32(picture.width),
                    Int32(picture.stride),
                    Int32(picture.height),
                    Int32(TJPF_BGRX.rawValue),
                    &target,
                    &size,
                    subsampling,
                    Int32(quality),
                    TJFLAG_NOREALLOC
                )
            }
            count = status == 0 ? Int(size) : 0
        }
        guard status == 0 else {
            throw unsafe AviaryError(.internalError, "no JPEG can be written: \(Self.text(handle))")
        }
        return file
    }

    private struct Header {
        let width: Int
        let height: Int
        let isCMYK: Bool
    }

    private static func header(_ file: RawSpan, _ handle: tjhandle) throws(AviaryError) -> Header {
        var (width, height, subsampling, space): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
        let status = unsafe file.withUnsafeBytes { source in
            unsafe tjDecompressHeader3(
                handle,
                source.bindMemory(to: UInt8.self).baseAddress,
                UInt(source.count),
                &width,
                &height,
                &subsampling,
                &space
            )
        }
        guard status == 0 else { throw unsafe .broken("JPEG", Self.text(handle)) }
        return Header(
            width: Int(width),
            height: Int(height),
            isCMYK: space == Int32(TJCS_CMYK.rawValue) || space == Int32(TJCS_YCCK.rawValue)
        )
    }

    /// What a decoder that has not given 0 says, if that is a problem.
    ///
    /// It also reports what it could mend, and what many cameras write (bytes between markers); only what is missing
    /// makes a picture that nobody has taken.
    private static func problem(_ handle: tjhandle) -> AviaryError? {
        let text = unsafe Self.text(handle)
        let isWarning = unsafe tjGetErrorCode(handle) == Int32(TJERR_WARNING.rawValue)
        guard !isWarning || text.contains("remature end") else { return nil }
        return .broken("JPEG", text)
    }

    private static func text(_ handle: tjhandle) -> String {
        unsafe tjGetErrorStr2(handle).map { unsafe String(cString: $0) } ?? "unknown reason"
    }

    private static var noMemory: AviaryError { AviaryError(.exhausted, "no memory for a picture") }
}

extension Picture {
    /// Turns what a decoder has left as cyan, magenta, yellow and black into red, green and blue.
    ///
    /// - Parameter isInverted: whether 255 means no ink, as Adobe's programs write it.
    fileprivate mutating func convertFromCMYK(isInverted: Bool) {
        self.mapPixels { pixel in
            let inks = isInverted ? pixel : ~pixel
            let black = inks >> 24
            let red = (inks & 0xFF) * black / 255
            let green = (inks >> 8 & 0xFF) * black / 255
            let blue = (inks >> 16 & 0xFF) * black / 255
            return red << 16 | green << 8 | blue
        }
    }
}
