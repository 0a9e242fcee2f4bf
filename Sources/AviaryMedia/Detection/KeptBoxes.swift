package import AviaryCore

/// What a model with suppression in its graph gives: boxes, scores, and the indices of what was kept.
///
/// The forms are those of YOLOv3 in the ONNX model zoo: boxes `[1, N, 4]` as top, left, bottom, right in pixels of the
/// picture, scores `[1, classes, N]`, and indices `[kept, 3]` or `[1, kept, 3]` of batch, class and box.
package struct KeptBoxes: Sendable {
    private let boxes: Tensor
    private let scores: Tensor
    private let indices: Tensor

    /// Takes the three outputs.
    ///
    /// - Parameters:
    ///   - boxes: where each box is.
    ///   - scores: how sure the model is of each class and box.
    ///   - indices: which of them were kept.
    package init(boxes: Tensor, scores: Tensor, indices: Tensor) {
        self.boxes = boxes
        self.scores = scores
        self.indices = indices
    }

    /// Reads the boxes that are sure enough.
    ///
    /// - Parameter threshold: the least confidence.
    /// - Returns: the kept boxes in pixels of the picture.
    /// - Throws: `AviaryError` with code `modelFailed` for tensors of other shapes, and indices beyond them.
    package func candidates(atLeast threshold: Float) throws(AviaryError) -> [Candidate] {
        let (boxes, scores) = (self.boxes.shape.dimensions, self.scores.shape.dimensions)
        guard self.boxes.dataType == .float32, boxes.count == 3, boxes[0] == 1, boxes[2] == 4,
            self.scores.dataType == .float32, scores.count == 3, scores[0] == 1, scores[2] == boxes[1],
            self.indices.shape.dimensions.last == 3, let numbers = self.numbers
        else {
            throw AviaryError(
                .modelFailed,
                "expected boxes FP32 [1, N, 4], scores FP32 [1, classes, N] and indices [kept, 3], the model gave "
                    + "\(self.boxes.shape), \(self.scores.shape) and \(self.indices.shape)"
            )
        }
        let (places, values) = (self.boxes.bytes, self.scores.bytes)
        var found: [Candidate] = []
        for row in stride(from: 0, to: numbers.count, by: 3) {
            let (category, box) = (numbers[row + 1], numbers[row + 2])
            // Models fill what they do not need with -1.
            guard category >= 0, box >= 0 else { continue }
            guard category < scores[1], box < boxes[1] else {
                throw AviaryError(
                    .modelFailed,
                    "the model kept class \(category) of box \(box), which it does not have"
                )
            }
            let confidence: Float = values.load(at: (category * scores[2] + box) * 4)
            guard confidence >= threshold else { continue }
            func edge(_ index: Int) -> Float { places.load(at: (box * 4 + index) * 4) }
            found.append(
                Candidate(
                    category: category,
                    confidence: min(confidence, 1),
                    box: Box(left: edge(1), top: edge(0), right: edge(3), bottom: edge(2))
                )
            )
        }
        return found
    }

    private var numbers: [Int]? {
        switch self.indices.dataType {
        case .int32: self.indices.values(as: Int32.self).map(Int.init)
        case .int64: self.indices.values(as: Int64.self).map(Int.init)
        default: nil
        }
    }
}
