internal import AviaryCore

/// A picture in memory: one number a pixel, `0x00RRGGBB`, rows from the top, without gaps.
///
/// The form is cairo's, and in memory it is blue, green, red and a byte of nothing, which all codecs read and write; so
/// no pixel is converted between decoding, drawing and encoding.
package struct Picture: Sendable, Hashable {
    /// The width in pixels, at least 1.
    package let width: Int
    /// The height in pixels, at least 1.
    package let height: Int
    /// The pixels, `width * height` of them.
    package private(set) var pixels: [UInt32]

    /// The bytes of one row.
    var stride: Int { self.width * MemoryLayout<UInt32>.size }

    /// Makes a picture of pixels.
    ///
    /// - Parameters:
    ///   - width: the width in pixels.
    ///   - height: the height in pixels.
    ///   - pixels: `width * height` numbers `0x00RRGGBB`.
    package init(width: Int, height: Int, pixels: [UInt32]) {
        precondition(width > 0 && height > 0 && pixels.count == width * height)
        self.width = width
        self.height = height
        self.pixels = pixels
    }

    /// Lets a codec write the pixels.
    ///
    /// - Parameters:
    ///   - width: the width in pixels.
    ///   - height: the height in pixels.
    ///   - write: writes all pixels, or returns what is wrong.
    /// - Throws: what the codec says is wrong.
    @unsafe
    init(
        width: Int,
        height: Int,
        writing write: (UnsafeMutableRawBufferPointer) -> AviaryError?
    ) throws(AviaryError) {
        var problem: AviaryError?
        let count = width * height
        let pixels = unsafe [UInt32](unsafeUninitializedCapacity: count) { buffer, initializedCount in
            let bytes = UnsafeMutableRawBufferPointer(buffer)
            problem = unsafe write(UnsafeMutableRawBufferPointer(rebasing: bytes[..<(count * 4)]))
            // Whatever a codec that failed has left out is never read: the picture is not made.
            initializedCount = problem == nil ? count : 0
        }
        if let problem { throw problem }
        self.init(width: width, height: height, pixels: pixels)
    }

    /// Changes every pixel by itself.
    mutating func mapPixels(_ transform: (UInt32) -> UInt32) {
        for index in self.pixels.indices { self.pixels[index] = transform(self.pixels[index]) }
    }

    /// Lends the pixels to a library that draws.
    @unsafe
    mutating func withUnsafeMutableBytes<Result>(_ body: (UnsafeMutableRawBufferPointer) -> Result) -> Result {
        unsafe self.pixels.withUnsafeMutableBytes(body)
    }

    /// Lends the pixels to a library that reads.
    @unsafe
    func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        unsafe self.pixels.withUnsafeBytes(body)
    }
}
