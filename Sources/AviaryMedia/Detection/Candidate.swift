package import AviaryCore

/// A box that a model proposes, before doubles are left out.
package struct Candidate: Sendable, Hashable {
    /// The class, by its number in the model.
    package let category: Int
    /// How sure the model is, 0...1.
    package let confidence: Float
    /// Where it is; in pixels of the model's input or of the picture, as whoever made it says.
    package var box: Box

    /// Makes a candidate.
    ///
    /// - Parameters:
    ///   - category: the class, by its number in the model.
    ///   - confidence: how sure the model is, 0...1.
    ///   - box: where it is.
    package init(category: Int, confidence: Float, box: Box) {
        self.category = category
        self.confidence = confidence
        self.box = box
    }
}
