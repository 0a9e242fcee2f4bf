/// Why something could not be measured, in words for the person who wanted to.
struct Trouble: Error, CustomStringConvertible {
    let description: String

    /// Makes a trouble.
    ///
    /// - Parameter description: what happened, and what to do.
    init(_ description: String) {
        self.description = description
    }
}
