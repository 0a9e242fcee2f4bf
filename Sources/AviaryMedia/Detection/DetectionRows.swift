package import AviaryCore

/// One output with a row or a column for each box, as ultralytics' exports have it; boxes are in pixels of the input.
package struct DetectionRows: Sendable {
    /// Whether a box has a value that says whether there is anything at all (YOLOv5), or classes only (YOLOv8).
    private let hasObjectness: Bool

    /// Describes an output.
    ///
    /// - Parameter hasObjectness: whether a box has a value that says whether there is anything at all.
    package init(hasObjectness: Bool) { self.hasObjectness = hasObjectness }

    /// Reads the boxes that are sure enough.
    ///
    /// - Parameters:
    ///   - tensor: FP32 `[1, boxes, 5 + classes]` with an objectness, `[1, 4 + classes, boxes]` without.
    ///   - threshold: the least confidence.
    /// - Returns: one candidate a box, of the likeliest class, in pixels of the input.
    /// - Throws: `AviaryError` with code `modelFailed` when the tensor has another shape.
    package func candidates(in tensor: Tensor, atLeast threshold: Float) throws(AviaryError) -> [Candidate] {
        let shape = tensor.shape.dimensions
        let first = self.hasObjectness ? 5 : 4
        guard tensor.dataType == .float32, shape.count == 3, shape[0] == 1 else { throw self.unfit(tensor) }
        let (boxes, values) = self.hasObjectness ? (shape[1], shape[2]) : (shape[2], shape[1])
        guard values > first else { throw self.unfit(tensor) }
        let bytes = tensor.bytes
        // How far apart the values of one box lie, and the same value of two boxes.
        let (step, stride) = self.hasObjectness ? (1, values) : (boxes, 1)
        func value(_ box: Int, _ index: Int) -> Float { bytes.load(at: (box * stride + index * step) * 4) }
        var found: [Candidate] = []
        for box in 0..<boxes {
            let objectness = self.hasObjectness ? value(box, 4) : 1
            guard objectness >= threshold else { continue }
            var category = 0
            var best = value(box, first)
            for index in (first + 1)..<max(values, first + 1) {
                let score = value(box, index)
                if score > best { (category, best) = (index - first, score) }
            }
            let confidence = objectness * best
            guard confidence >= threshold else { continue }
            let place = Box(
                centerX: value(box, 0),
                centerY: value(box, 1),
                width: value(box, 2),
                height: value(box, 3)
            )
            found.append(Candidate(category: category, confidence: min(confidence, 1), box: place))
        }
        return found
    }

    private func unfit(_ tensor: Tensor) -> AviaryError {
        let expected = self.hasObjectness ? "[1, boxes, 5 + classes]" : "[1, 4 + classes, boxes]"
        return AviaryError(
            .modelFailed,
            "the output of such a detector is FP32 \(expected), the model gave \(tensor.dataType.rawValue) \(tensor.shape)"
        )
    }
}
