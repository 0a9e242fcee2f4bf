package import AviaryCore

extension PictureMeasures {
    /// Measures a picture.
    ///
    /// - Parameter picture: the picture.
    /// - Complexity: O(1): at most 65536 pixels are looked at.
    package init?(_ picture: Picture) {
        self.init(width: picture.width, height: picture.height) { x, y in
            let pixel = picture.pixels[y * picture.width + x]
            let luma = Self.luma(
                red: Float(pixel >> 16 & 0xFF),
                green: Float(pixel >> 8 & 0xFF),
                blue: Float(pixel & 0xFF)
            )
            return luma / 255
        }
    }

    /// Measures a JPEG, PNG or WebP file.
    ///
    /// There is none where it cannot be read.
    ///
    /// - Parameters:
    ///   - file: the whole file.
    ///   - limits: how large the picture may be.
    package init?(decoding file: RawSpan, limits: PictureLimits = PictureLimits()) {
        guard let picture = try? Picture(decoding: file, limits: limits) else { return nil }
        self.init(picture)
    }
}
