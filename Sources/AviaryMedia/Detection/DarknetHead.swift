package import AviaryCore

/// One raw output of a `[yolo]` layer: Redmon and Farhadi, YOLOv3: An Incremental Improvement, 2018, section 2.1.
///
/// The tensor is `[1, anchors * (5 + classes), rows, columns]`; for anchor `a` of size `(pw, ph)` in the cell at column
/// `cx` and row `cy`, with `s` the sigmoid function:
///
///     x = (s(tx) + cx) / columns * width    w = pw * exp(tw)
///     y = (s(ty) + cy) / rows * height      h = ph * exp(th)
///     confidence = s(objectness) * s(class)
package struct DarknetHead: Sendable {
    private let head: DetectionConfiguration.Head
    private let input: DetectionConfiguration.Size

    /// Describes a head.
    ///
    /// - Parameters:
    ///   - head: its anchors.
    ///   - input: the size of the model's input.
    package init(head: DetectionConfiguration.Head, input: DetectionConfiguration.Size) {
        self.head = head
        self.input = input
    }

    /// Reads the boxes that are sure enough.
    ///
    /// - Parameters:
    ///   - tensor: the layer's output.
    ///   - threshold: the least confidence.
    /// - Returns: one candidate a cell and anchor, of the likeliest class, in pixels of the input.
    /// - Throws: `AviaryError` with code `modelFailed` when the tensor has another shape.
    package func candidates(in tensor: Tensor, atLeast threshold: Float) throws(AviaryError) -> [Candidate] {
        let shape = tensor.shape.dimensions
        let anchors = self.head.anchors.count
        guard tensor.dataType == .float32, shape.count == 4, shape[0] == 1, shape[1] % anchors == 0,
            shape[1] / anchors > 5
        else {
            throw AviaryError(
                .modelFailed,
                "a YOLO head of \(anchors) anchors is FP32 [1, \(anchors) * (5 + classes), rows, columns], the model gave "
                    + "\(tensor.dataType.rawValue) \(tensor.shape)"
            )
        }
        let (rows, columns) = (shape[2], shape[3])
        let (cells, values) = (rows * columns, shape[1] / anchors)
        let bytes = tensor.bytes
        func value(_ anchor: Int, _ index: Int, _ cell: Int) -> Float {
            bytes.load(at: ((anchor * values + index) * cells + cell) * 4)
        }
        var found: [Candidate] = []
        // Nothing whose objectness alone is below the threshold can be above it; compared before any exponential.
        let least = logit(threshold)
        for anchor in 0..<anchors {
            for cell in 0..<cells {
                let objectness = value(anchor, 4, cell)
                guard objectness >= least else { continue }
                var category = 0
                var best = value(anchor, 5, cell)
                for index in 6..<values {
                    let score = value(anchor, index, cell)
                    if score > best { (category, best) = (index - 5, score) }
                }
                let confidence = sigmoid(objectness) * sigmoid(best)
                guard confidence >= threshold else { continue }
                let size = self.head.anchors[anchor]
                let box = Box(
                    centerX: self.middle(value(anchor, 0, cell), cell % columns, of: columns) * Float(self.input.width),
                    centerY: self.middle(value(anchor, 1, cell), cell / columns, of: rows) * Float(self.input.height),
                    width: size.width * exponential(value(anchor, 2, cell)),
                    height: size.height * exponential(value(anchor, 3, cell))
                )
                found.append(Candidate(category: category, confidence: confidence, box: box))
            }
        }
        return found
    }

    /// Where a box's middle lies, as a share of the input.
    private func middle(_ raw: Float, _ cell: Int, of cells: Int) -> Float {
        let scale = self.head.scaleXY
        return (sigmoid(raw) * scale - (scale - 1) / 2 + Float(cell)) / Float(cells)
    }
}
