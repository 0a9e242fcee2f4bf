internal import AviaryCore

/// The formats that are read, told by content and never by name.
enum PictureFormat {
    case jpeg
    case png
    case webp

    /// Tells a file's format by its first bytes.
    ///
    /// - Parameter bytes: the whole file.
    /// - Throws: `AviaryError` with code `invalidArgument` for an empty file, `unsupportedMedia` for any other format,
    ///   which is named where it is a common one.
    init(_ bytes: RawSpan) throws(AviaryError) {
        guard bytes.byteCount > 0 else {
            throw AviaryError(.invalidArgument, "the file is empty", remedy: "send a JPEG, PNG or WebP picture")
        }
        if bytes.begins(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if bytes.begins(with: PNG.signature) {
            self = .png
        } else if bytes.begins(with: Array("RIFF".utf8)), bytes.begins(with: Array("WEBP".utf8), at: 8) {
            self = .webp
        } else {
            let other = Self.others.first { bytes.begins(with: $0.bytes, at: $0.offset) }?.name
            throw AviaryError(
                .unsupportedMedia,
                "expected a JPEG, PNG or WebP picture, got \(other ?? "something else")",
                remedy: "convert it to one of them"
            )
        }
    }

    private static let others: [(name: String, bytes: [UInt8], offset: Int)] = [
        ("a GIF", Array("GIF8".utf8), 0), ("a BMP", Array("BM".utf8), 0),
        ("a TIFF", [0x49, 0x49, 0x2A, 0], 0), ("a TIFF", [0x4D, 0x4D, 0, 0x2A], 0),
        ("a HEIF or AVIF file", Array("ftyp".utf8), 4), ("a PDF", Array("%PDF".utf8), 0),
        ("an SVG or another text", Array("<".utf8), 0), ("a gzip file", [0x1F, 0x8B], 0),
        ("a ZIP file", [0x50, 0x4B, 3, 4], 0),
    ]
}
