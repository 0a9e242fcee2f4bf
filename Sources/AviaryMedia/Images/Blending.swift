/// What is transparent, put on white.
enum Blending {
    /// One pixel.
    ///
    /// - Parameters:
    ///   - red: 0...255.
    ///   - green: 0...255.
    ///   - blue: 0...255.
    ///   - alpha: 0 for transparent, 255 for opaque.
    /// - Returns: the pixel as a picture has it.
    @inline(__always)
    static func onWhite(red: UInt32, green: UInt32, blue: UInt32, alpha: UInt32) -> UInt32 {
        guard alpha < 255 else { return red << 16 | green << 8 | blue }
        let white = 255 * (255 - alpha)
        let mixed = (red: (red * alpha + white) / 255, green: (green * alpha + white) / 255)
        return mixed.red << 16 | mixed.green << 8 | (blue * alpha + white) / 255
    }
}
