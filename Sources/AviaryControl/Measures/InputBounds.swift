/// What is known of a model's features: what they were when it was trained, or at another time that is held for normal.
package struct InputBounds: Sendable, Hashable, Codable {
    /// What is known of one feature.
    package enum Bound: Sendable, Hashable, Codable {
        /// Its least and its greatest value.
        case range(minimum: Double, maximum: Double)
        /// All of its categories.
        case categories(Set<String>)
    }

    /// What is known, by the feature's name.
    package var features: [String: Bound]

    /// Tells what is known.
    ///
    /// - Parameter features: by the feature's name, as `MeasureKey` has it; what is not here cannot be out of bounds.
    package init(_ features: [String: Bound] = [:]) { self.features = features }
}
