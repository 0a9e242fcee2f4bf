package import AviaryCore

extension Picture {
    /// Reads a JPEG, PNG or WebP file, told by its content.
    ///
    /// The picture stands as its camera meant it (EXIF orientation), has eight bits a channel, and what is transparent
    /// lies on white. Costs some milliseconds a megapixel; not for an event loop.
    ///
    /// - Parameters:
    ///   - file: the whole file.
    ///   - limits: how large the picture may be; looked at before anything is unpacked.
    /// - Throws: `AviaryError` with code `unsupportedMedia` for other formats, `tooLarge` beyond the limits,
    ///   `invalidArgument` for a file that is empty, cut off, broken or an animation.
    package init(decoding file: RawSpan, limits: PictureLimits = PictureLimits()) throws(AviaryError) {
        switch try PictureFormat(file) {
        case .jpeg: self = try JPEG.decode(file, limits)
        case .png: self = try PNG.decode(file, limits)
        case .webp: self = try WebP.decode(file, limits)
        }
    }
}

extension AviaryError {
    /// What is said of a file of a known format that cannot be read to its end.
    static func broken(_ format: String, _ reason: String) -> AviaryError {
        AviaryError(
            .invalidArgument,
            "the \(format) cannot be read: \(reason)",
            remedy: "send the whole file, as it was written"
        )
    }

    /// What is said of a file that holds more than one picture.
    static func animated(_ format: String) -> AviaryError {
        AviaryError(
            .invalidArgument,
            "expected one picture, got an animated \(format)",
            remedy: "send one of its frames"
        )
    }
}
