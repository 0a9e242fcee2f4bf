internal import AviaryControl
internal import AviaryServing

extension Sample {
    /// Takes in what a version's outputs look like.
    mutating func take(_ measures: OutputMeasures) {
        self.isEmpty = measures.isEmpty
        self.confidence = measures.confidence
        self.label = measures.label
    }
}
