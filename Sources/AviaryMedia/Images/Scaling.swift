internal import AviaryCore

extension Picture {
    /// The picture at another size, its aspect kept.
    ///
    /// - Parameter width: the width in pixels, at least 1.
    /// - Returns: the picture, at least one pixel high.
    package func scaled(toWidth width: Int) -> Picture {
        guard width != self.width else { return self }
        let height = max(1, (self.height * width + self.width / 2) / self.width)
        var pixels = [UInt32](repeating: 0, count: width * height)
        unsafe self.resample(Placement(of: self, width: width, height: height), width, height, .zero) { index, value in
            let color = SIMD4<UInt32>(value.rounded(.toNearestOrEven))
            pixels[index] = color.x << 16 | color.y << 8 | color.z
        }
        return Picture(width: width, height: height, pixels: pixels)
    }
}
