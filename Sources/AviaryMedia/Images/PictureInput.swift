package import AviaryCore

/// How a picture becomes a model's input: its size, its channels, and what a value means.
package struct PictureInput: Sendable, Hashable {
    /// How the values lie in memory.
    package enum Layout: Sendable, Hashable {
        /// All values of one channel, then the next: `[1, 3, height, width]`.
        case planar
        /// The three values of a pixel together: `[1, height, width, 3]`.
        case interleaved
    }

    /// The input's width in pixels.
    package let width: Int
    /// The input's height in pixels.
    package let height: Int
    /// How the values lie in memory.
    package let layout: Layout
    /// The element type: FP32, or UINT8 for a model that normalises by itself.
    package let dataType: DataType
    /// How a picture of other proportions is fitted in.
    package let resize: DetectionConfiguration.Resize
    /// The grey around a picture that is fitted in, 0...255.
    package let padding: Float
    /// What a value is multiplied with, for red, green and blue.
    private let factors: SIMD4<Float>
    /// What is added then, for red, green and blue.
    private let summands: SIMD4<Float>
    private let isReversed: Bool

    /// Describes an input.
    ///
    /// - Parameters:
    ///   - width: the width in pixels.
    ///   - height: the height in pixels.
    ///   - layout: how the values lie in memory.
    ///   - dataType: FP32 or UINT8.
    ///   - padding: the grey around a picture that is fitted in, 0...255.
    ///   - configuration: fitting, order of the channels, and normalisation: `(value * scale - mean) / deviation`.
    package init(
        width: Int,
        height: Int,
        layout: Layout,
        dataType: DataType,
        padding: Float,
        _ configuration: DetectionConfiguration
    ) {
        self.width = width
        self.height = height
        self.layout = layout
        self.dataType = dataType
        self.padding = padding
        self.resize = configuration.resize
        self.isReversed = configuration.channels == .bgr
        var (factors, summands) = (SIMD4<Float>(repeating: 1), SIMD4<Float>(repeating: 0))
        for channel in 0..<3 {
            factors[channel] = configuration.scale / configuration.deviation[channel]
            summands[channel] = -configuration.mean[channel] / configuration.deviation[channel]
        }
        self.factors = factors
        self.summands = summands
    }

    /// Makes the tensor of a picture.
    ///
    /// Pixels are interpolated linearly between the middles of the four nearest ones, as OpenCV's `INTER_LINEAR` does.
    ///
    /// - Parameter picture: the picture.
    /// - Returns: a tensor with one row, and where the picture lies in it.
    /// - Complexity: O(width of the picture * height of the input + pixels of the input).
    package func tensor(of picture: Picture) -> (tensor: Tensor, placement: Placement) {
        let placement = Placement(of: picture, in: self)
        let count = self.width * self.height * 3
        let size = self.dataType == .uint8 ? 1 : 4
        let storage = TensorStorage(byteCount: count * size) { span in
            unsafe span.withUnsafeMutableBytes { memory, initialized in
                unsafe self.write(picture, placement, to: memory)
                initialized = count * size
            }
        }
        let shape: Shape =
            self.layout == .planar ? [1, 3, self.height, self.width] : [1, self.height, self.width, 3]
        let tensor = Tensor(unchecked: self.dataType, shape: shape, storage: storage, range: 0..<storage.byteCount)
        return (tensor, placement)
    }

    /// Fills the tensor's memory.
    private func write(_ picture: Picture, _ placement: Placement, to memory: UnsafeMutableRawBufferPointer) {
        let pixels = self.width * self.height
        // Where a channel begins, and how far apart its values lie.
        let (channel, step) = self.layout == .planar ? (pixels, 1) : (1, 3)
        let order = self.isReversed ? (2, 1, 0) : (0, 1, 2)
        let offsets = SIMD4(order.0 * channel, order.1 * channel, order.2 * channel, 0)
        let factors = SIMD4(self.factors[order.0], self.factors[order.1], self.factors[order.2], 1)
        let summands = SIMD4(self.summands[order.0], self.summands[order.1], self.summands[order.2], 0)
        let background = SIMD4(repeating: self.padding)
        let values = Values(factors: factors, summands: summands, offsets: offsets, step: step)
        if self.dataType == .uint8 {
            let target = unsafe memory.bindMemory(to: UInt8.self)
            unsafe picture.resample(placement, self.width, self.height, background) { index, pixel in
                let rounded = pixel.rounded(.toNearestOrEven).clamped(
                    lowerBound: SIMD4(repeating: 0),
                    upperBound: SIMD4(repeating: 255)
                )
                unsafe target[index * step + offsets.x] = UInt8(rounded.x)
                unsafe target[index * step + offsets.y] = UInt8(rounded.y)
                unsafe target[index * step + offsets.z] = UInt8(rounded.z)
            }
        } else {
            let target = unsafe memory.bindMemory(to: Float.self)
            unsafe picture.resample(placement, self.width, self.height, background) { index, pixel in
                unsafe values.write(pixel, index, to: target)
            }
        }
    }
}

/// How the values of a pixel are normalised and where they go.
private struct Values {
    let factors: SIMD4<Float>
    let summands: SIMD4<Float>
    let offsets: SIMD4<Int>
    let step: Int

    @inline(__always)
    func write(_ pixel: SIMD4<Float>, _ index: Int, to target: UnsafeMutableBufferPointer<Float>) {
        let value = pixel * self.factors + self.summands
        unsafe target[index * self.step + self.offsets.x] = value.x
        unsafe target[index * self.step + self.offsets.y] = value.y
        unsafe target[index * self.step + self.offsets.z] = value.z
    }
}
