internal import AviaryCore

/// How the values of pictures lie in a tensor, and what they mean.
struct PixelLayout: Sendable, Hashable {
    /// Where the channels are.
    enum Order: Sendable, Hashable {
        /// `[N, C, H, W]` or `[C, H, W]`.
        case planar
        /// `[N, H, W, C]` or `[H, W, C]`.
        case interleaved
        /// `[N, H, W]` or `[H, W]`.
        case grey
    }

    /// The least side of a picture that is told by its shape alone.
    private static let leastSide = 8

    /// Where the channels are.
    let order: Order
    /// Whether the first dimension counts pictures.
    let hasRows: Bool
    /// What a value of red, green and blue is multiplied with to get 0...1.
    let factors: SIMD3<Float>
    /// What is added then.
    let summands: SIMD3<Float>
    /// Whether blue comes first.
    let isReversed: Bool

    /// Tells how pictures lie in an input.
    ///
    /// A byte is of 0...255. A floating-point number is what the section `detection` of the configuration says, or else of
    /// 0...255 where an example goes beyond 2, or else taken as it is.
    ///
    init?(_ input: TensorSignature, _ configuration: ModelConfiguration, _ examples: [NamedTensor]) {
        guard input.dataType != .bytes, let lengths = Self.lengths(input, examples),
            let found = Self.order(of: lengths, isPicture: true)
        else { return nil }
        self.order = found.order
        self.hasRows = found.hasRows
        guard input.dataType.isFloat else {
            self.factors = SIMD3(repeating: 1 / 255)
            self.summands = SIMD3(repeating: 0)
            self.isReversed = false
            return
        }
        if let detection = configuration.detection, detection.mean.count == 3, detection.deviation.count == 3 {
            var (factors, summands) = (SIMD3<Float>(), SIMD3<Float>())
            for channel in 0..<3 {
                factors[channel] = detection.deviation[channel] / detection.scale / 255
                summands[channel] = detection.mean[channel] / detection.scale / 255
            }
            self.factors = factors
            self.summands = summands
            self.isReversed = detection.channels == .bgr
        } else {
            let isByte = examples.contains { Self.hasLargeValue($0.tensor) }
            self.factors = SIMD3(repeating: isByte ? 1 / 255 : 1)
            self.summands = SIMD3(repeating: 0)
            self.isReversed = false
        }
    }

    /// The lengths of an input's dimensions, -1 for those that are free.
    static func lengths(_ input: TensorSignature, _ examples: [NamedTensor]) -> [Int]? {
        input.dimensions == nil ? examples.first?.tensor.shape.dimensions : input.protocolShape
    }

    /// Finds the channels.
    ///
    /// - Parameters:
    ///   - lengths: of the dimensions, -1 for those that are free.
    ///   - isPicture: whether somebody has said so; otherwise sides are at least 8, and there are channels.
    /// - Returns: `nil` where it is no picture.
    static func order(of lengths: [Int], isPicture: Bool) -> (order: Order, hasRows: Bool)? {
        func isSide(_ length: Int) -> Bool { isPicture || length == -1 || length >= Self.leastSide }
        func isChannel(_ length: Int) -> Bool { length == 1 || length == 3 }
        switch lengths.count {
        case 4 where isChannel(lengths[3]) && isSide(lengths[1]) && isSide(lengths[2]): return (.interleaved, true)
        case 4 where isChannel(lengths[1]) && isSide(lengths[2]) && isSide(lengths[3]): return (.planar, true)
        case 3 where isChannel(lengths[2]) && isSide(lengths[0]) && isSide(lengths[1]): return (.interleaved, false)
        case 3 where isChannel(lengths[0]) && isSide(lengths[1]) && isSide(lengths[2]): return (.planar, false)
        case 3 where isPicture: return (.grey, true)
        case 2 where isPicture: return (.grey, false)
        default: return nil
        }
    }

    private static func hasLargeValue(_ tensor: Tensor) -> Bool {
        let choice = EvenChoice(of: tensor.shape.elementCount, most: 4096)
        for index in 0..<choice.count where tensor.dataType.number(at: choice[index], in: tensor.bytes) > 2 {
            return true
        }
        return false
    }

    /// Measures one picture of a tensor.
    ///
    /// - Parameters:
    ///   - tensor: the pictures.
    ///   - row: which of them.
    /// - Returns: `nil` where the tensor has no pictures, or one of the values is not finite.
    func measure(_ tensor: Tensor, row: Int) -> PictureMeasures? {
        let sides = tensor.shape.dimensions.dropFirst(self.hasRows ? 1 : 0)
        let lengths = self.order == .grey ? Array(sides) + [1] : Array(sides)
        guard lengths.count == 3 else { return nil }
        let (channels, height, width) =
            self.order == .planar ? (lengths[0], lengths[1], lengths[2]) : (lengths[2], lengths[0], lengths[1])
        guard channels == 1 || channels == 3, height > 0, width > 0 else { return nil }
        let start = row * height * width * channels
        let (step, channel) = self.order == .planar ? (1, height * width) : (channels, 1)
        let type = tensor.dataType
        let bytes = tensor.bytes
        let (factors, summands) = (self.factors, self.summands)
        let (red, blue) = self.isReversed ? (2 * channel, 0) : (0, 2 * channel)
        return PictureMeasures(width: width, height: height) { x, y in
            let place = start + (y * width + x) * step
            func value(_ offset: Int) -> Float { Float(type.number(at: place + offset, in: bytes)) }
            guard channels == 3 else { return value(0) * factors[0] + summands[0] }
            let colour = SIMD3(value(red), value(channel), value(blue))
            // The configuration gives factors in the order in which the channels lie.
            let ordered = self.isReversed ? SIMD3(factors[2], factors[1], factors[0]) : factors
            let added = self.isReversed ? SIMD3(summands[2], summands[1], summands[0]) : summands
            let pixel = colour * ordered + added
            return PictureMeasures.luma(red: pixel[0], green: pixel[1], blue: pixel[2])
        }
    }
}
