internal import AviaryCore

/// How large a picture may be: looked at in its header, before anything is unpacked.
package struct PictureLimits: Sendable, Hashable {
    /// The longest side that can be drawn on.
    package static let maximumSide = 32_767

    /// The most pixels; each takes 4 bytes of memory.
    package let maximumPixels: Int

    /// Sets limits.
    ///
    /// - Parameter maximumPixels: the most pixels; 50 million by default, more than a telephone's camera takes.
    package init(maximumPixels: Int = 50_000_000) { self.maximumPixels = maximumPixels }

    /// Checks what a header says.
    ///
    /// - Throws: `AviaryError` with code `tooLarge` beyond the limits, `invalidArgument` for a picture without pixels.
    func check(width: Int, height: Int) throws(AviaryError) {
        guard width > 0, height > 0 else {
            throw AviaryError(.invalidArgument, "a picture has pixels, this one is \(width) x \(height)")
        }
        guard width <= Self.maximumSide, height <= Self.maximumSide else {
            throw AviaryError(
                .tooLarge,
                "a picture has at most \(Self.maximumSide) pixels a side, this one is \(width) x \(height)",
                remedy: "send it smaller"
            )
        }
        guard width * height <= self.maximumPixels else {
            throw AviaryError(
                .tooLarge,
                "a picture has at most \(self.maximumPixels) pixels, this one is \(width) x \(height)",
                remedy: "send it smaller, or raise the server's --max-pixels"
            )
        }
    }
}
