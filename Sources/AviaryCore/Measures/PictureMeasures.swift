/// How a picture looks, in a few numbers.
package struct PictureMeasures: Sendable, Hashable {
    /// The width in pixels.
    package let width: Int
    /// The height in pixels.
    package let height: Int
    /// The mean luma: 0 for black, 1 for white.
    package let brightness: Double
    /// The RMS contrast: the luma's standard deviation, 0...0.5.
    package let contrast: Double
    /// The variance of the luma's Laplacian.
    package let sharpness: Double

    /// The width over the height.
    package var aspect: Double { Double(self.width) / Double(self.height) }

    /// The most samples along a side.
    package static let maximumSide = 256

    /// Measures a picture on a grid of at most 256 x 256 pixels, each the one in the middle of its cell.
    ///
    /// The grid has the picture's proportions, and is the picture itself where that is small enough. So the cost is bounded,
    /// and the sharpness of a picture does not depend on how many pixels a camera has: the Laplacian (the four neighbours
    /// less four times the pixel; Pech-Pacheco et al., "Diatom autofocusing in brightfield microscopy", 2000) is taken on the
    /// grid, at all of its pixels but the border. Pixels are chosen, not averaged, since an average would blur a picture
    /// more the larger it is. A grid without an inner pixel has the sharpness 0.
    ///
    /// There is none where a luma is not finite.
    ///
    /// - Parameters:
    ///   - width: the width in pixels, at least 1.
    ///   - height: the height in pixels, at least 1.
    ///   - luma: the luma of a pixel, 0...1 from black to white, of the gamma-encoded values; see ``luma(red:green:blue:)``.
    ///     Other ranges give other ranges of brightness and contrast.
    /// - Complexity: O(1): at most 65536 pixels are looked at.
    @inline(__always)
    package init?(width: Int, height: Int, luma: (_ x: Int, _ y: Int) -> Float) {
        let longest = max(width, height)
        let columns = longest <= Self.maximumSide ? width : max(1, width * Self.maximumSide / longest)
        let rows = longest <= Self.maximumSide ? height : max(1, height * Self.maximumSide / longest)
        var grid: [Float] = []
        grid.reserveCapacity(columns * rows)
        var sum = 0.0
        for row in 0..<rows {
            let y = (2 * row + 1) * height / (2 * rows)
            for column in 0..<columns {
                let value = luma((2 * column + 1) * width / (2 * columns), y)
                grid.append(value)
                sum += Double(value)
            }
        }
        guard sum.isFinite else { return nil }
        self.width = width
        self.height = height
        let mean = sum / Double(grid.count)
        self.brightness = mean
        self.contrast = (grid.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(grid.count))
            .squareRoot()
        self.sharpness = Self.laplacianVariance(grid, columns, rows)
    }

    /// The luma of a pixel by ITU-R BT.601 (2011), section 2.5.1.
    @inline(__always)
    package static func luma(red: Float, green: Float, blue: Float) -> Float {
        0.299 * red + 0.587 * green + 0.114 * blue
    }

    private static func laplacianVariance(_ grid: [Float], _ columns: Int, _ rows: Int) -> Double {
        guard columns > 2, rows > 2 else { return 0 }
        var sum = 0.0
        var squares = 0.0
        for row in 1..<rows - 1 {
            for index in row * columns + 1..<(row + 1) * columns - 1 {
                let around = grid[index - 1] + grid[index + 1] + grid[index - columns] + grid[index + columns]
                let value = Double(around - 4 * grid[index])
                sum += value
                squares += value * value
            }
        }
        let count = Double((columns - 2) * (rows - 2))
        return max(0, squares / count - (sum / count) * (sum / count))
    }
}
