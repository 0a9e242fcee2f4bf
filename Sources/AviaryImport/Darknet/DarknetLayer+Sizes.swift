internal import AviaryCore

extension DarknetLayer {
    /// The size of what the layer gives.
    ///
    /// - Parameters:
    ///   - input: what the layer before it gives.
    ///   - outputs: what each of the layers before it gives.
    /// - Returns: a size of which nothing is 0.
    /// - Throws: `AviaryError` when sizes do not fit.
    func output(after input: FeatureMap, _ outputs: [FeatureMap]) throws(AviaryError) -> FeatureMap {
        switch self.kind {
        case .convolutional(let convolution):
            guard input.channels % convolution.groups == 0 else {
                throw AviaryError(
                    .invalidArgument,
                    "\(input.channels) channels cannot be divided into \(convolution.groups) groups"
                )
            }
            let (size, stride) = (convolution.size, convolution.stride)
            var output = try input.reduced(size: size, stride: stride, padding: 2 * convolution.padding)
            output.channels = convolution.filters
            return output
        case .maxpool(let pooling):
            return try input.reduced(size: pooling.size, stride: pooling.stride, padding: pooling.padding)
        case .upsample(let factor):
            var output = input
            output.width *= factor
            output.height *= factor
            return output
        case .route(let route): return try route.output(outputs)
        case .shortcut(let shortcut):
            guard outputs[shortcut.from] == input else {
                throw AviaryError(
                    .invalidArgument,
                    "it adds layers of one size, but the one before it gives \(input) and layer \(shortcut.from) "
                        + "gives \(outputs[shortcut.from])"
                )
            }
            return input
        case .yolo(let head):
            let channels = head.anchors.count * (5 + head.classes)
            guard input.channels == channels else {
                throw AviaryError(
                    .invalidArgument,
                    "\(head.anchors.count) anchors and \(head.classes) classes take \(head.anchors.count) x "
                        + "(5 + \(head.classes)) = \(channels) channels, the layer before it gives \(input.channels)",
                    remedy: "correct 'filters' of the layer before it, or 'classes' or 'mask'"
                )
            }
            return input
        }
    }

    /// Adds the layer's weights to those of the layers before it.
    ///
    /// - Parameters:
    ///   - count: how many weights the layers before it have.
    ///   - input: what the layer before it gives.
    /// - Returns: how many weights there are now.
    /// - Throws: `AviaryError` when they are more than can be counted.
    func addWeights(to count: Int, input: FeatureMap) throws(AviaryError) -> Int {
        guard case .convolutional(let convolution) = self.kind else { return count }
        let channels = input.channels / convolution.groups
        var (product, hasOverflow) = convolution.filters.multipliedReportingOverflow(by: channels)
        for factor in [convolution.size, convolution.size] where !hasOverflow {
            (product, hasOverflow) = product.multipliedReportingOverflow(by: factor)
        }
        let rest = convolution.filters * (convolution.isNormalized ? 4 : 1)
        let (sum, sumOverflow) = product.addingReportingOverflow(count + rest)
        // Far more than a file can have, and far from where further sums could overflow.
        guard !hasOverflow, !sumOverflow, sum < 1 << 48 else {
            throw AviaryError(.invalidArgument, "the network has more weights than any file")
        }
        return sum
    }
}

extension FeatureMap {
    /// What is left when each neighbourhood of a size becomes one value; the padding is added to width and height.
    fileprivate func reduced(size: Int, stride: Int, padding: Int) throws(AviaryError) -> FeatureMap {
        guard self.width + padding >= size, self.height + padding >= size else {
            throw AviaryError(
                .invalidArgument,
                "neighbourhoods of \(size) x \(size) do not fit into \(self.width + padding) x "
                    + "\(self.height + padding), padding included"
            )
        }
        return FeatureMap(
            width: (self.width + padding - size) / stride + 1,
            height: (self.height + padding - size) / stride + 1,
            channels: self.channels
        )
    }
}

extension DarknetLayer.Route {
    /// What the route gives; of each layer the same part is taken.
    fileprivate func output(_ outputs: [FeatureMap]) throws(AviaryError) -> FeatureMap {
        var output = outputs[self.layers[0]]
        output.channels = 0
        for layer in self.layers {
            let other = outputs[layer]
            guard (other.width, other.height) == (output.width, output.height) else {
                throw AviaryError(
                    .invalidArgument,
                    "it joins layers of one width and height, but layer \(self.layers[0]) gives "
                        + "\(outputs[self.layers[0]]) and layer \(layer) gives \(other)"
                )
            }
            guard other.channels % self.groups == 0 else {
                throw AviaryError(
                    .invalidArgument,
                    "the \(other.channels) channels of layer \(layer) cannot be divided into \(self.groups) groups"
                )
            }
            // Neither factor nor sum can overflow: each layer has at most 2³¹ values, a cfg file names few layers.
            output.channels += other.channels / self.groups
        }
        return output
    }
}
