/// One thing that a detector has found on a picture.
public struct Detection: Sendable, Hashable {
    /// What it is.
    public let label: String
    /// How sure the model is, 0...1.
    public let confidence: Float
    /// Where it is.
    public let box: Box

    /// Makes a detection.
    ///
    /// - Parameters:
    ///   - label: what it is.
    ///   - confidence: how sure the model is, 0...1.
    ///   - box: where it is.
    public init(label: String, confidence: Float, box: Box) {
        self.label = label
        self.confidence = confidence
        self.box = box
    }
}
