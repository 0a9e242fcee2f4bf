/// What a version's outputs look like, for whoever judges it.
package struct OutputMeasures: Sendable, Hashable {
    /// Whether an output is empty, or has a number that is not finite.
    package var isEmpty = false
    /// The greatest probability, 0...1, where an output holds probabilities.
    package var confidence: Double?
    /// The class of the first row: its name, or its index; bounded to 64 characters.
    package var label: String?

    /// Nothing special.
    package init() {}
}
