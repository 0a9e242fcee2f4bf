internal import AviaryCore

/// A convolution's weights and bias with its batch normalisation in them.
///
/// Darknet gives `scale (x - mean) / sqrt(variance) + bias` of each filter's sums x, which are linear in the weights:
/// so weights times `scale / sqrt(variance)`, and `bias - mean scale / sqrt(variance)`, give the same without it.
struct FoldedConvolution {
    /// What keeps the divisor from 0.
    ///
    /// Darknet's programs differ in it: the original one adds 1e-6 to the root, AlexeyAB's 1e-5 to the variance, OpenCV
    /// 1e-6 to the variance, as is done here. Where a variance is 0.01, factors differ by 5e-4 of themselves at most.
    private static let epsilon = 1e-6

    /// The weights, and what each filter's are to be multiplied with.
    let weights: ScaledFloats
    /// One for each filter.
    let bias: [Float]

    /// Takes a convolution's part of the file.
    ///
    /// - Parameters:
    ///   - convolution: the layer.
    ///   - channels: the channels of what it takes.
    ///   - file: the rest of the weights.
    /// - Throws: `AviaryError` when numbers cannot be what they should be.
    init(_ convolution: DarknetLayer.Convolution, channels: Int, from file: inout DarknetWeights) throws(AviaryError) {
        let filters = convolution.filters
        var bias = try file.takeNumbers(filters, "bias")
        var factors: [Double] = []
        if convolution.isNormalized {
            let scales = try file.takeNumbers(filters, "scale")
            let means = try file.takeNumbers(filters, "mean")
            let variances = try file.takeNumbers(filters, "variance")
            for filter in 0..<filters {
                guard variances[filter] >= 0 else {
                    throw AviaryError(
                        .invalidArgument,
                        "the variance of filter \(filter) is \(variances[filter]), less than 0",
                        remedy: "give the cfg file that the weights were trained with"
                    )
                }
                let factor = Double(scales[filter]) / (Double(variances[filter]) + Self.epsilon).squareRoot()
                bias[filter] = Float(Double(bias[filter]) - Double(means[filter]) * factor)
                factors.append(factor)
            }
        }
        self.bias = bias
        let count = filters * (channels / convolution.groups) * convolution.size * convolution.size
        self.weights = ScaledFloats(bytes: file.take(count), factors: factors)
    }
}
