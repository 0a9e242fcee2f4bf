package import AviaryStatistics

/// What the values of one feature were like when all was well.
package struct ReferenceColumn: Sendable, Hashable {
    /// The values.
    package enum Values: Sendable, Hashable {
        /// The numbers themselves, ascending.
        case numbers([Double])
        /// A summary of numbers.
        case sketch(QuantileSketch)
        /// Words, and how often each came.
        case words([String: Int])
    }

    /// The values that were there.
    package let values: Values
    /// How many were there.
    package let count: Int
    /// How many were missing.
    package let missing: Int

    /// Describes numbers by themselves.
    ///
    /// - Parameters:
    ///   - numbers: in any order; what is not finite counts as missing.
    ///   - missing: how many more were missing.
    package init(numbers: [Double], missing: Int = 0) {
        let sorted = SortedSample.make(numbers)
        self.values = .numbers(sorted)
        self.count = sorted.count
        self.missing = missing + numbers.count - sorted.count
    }

    /// Describes numbers by a summary of them.
    ///
    /// - Parameters:
    ///   - sketch: the summary.
    ///   - missing: how many were missing.
    package init(sketch: QuantileSketch, missing: Int) {
        self.values = .sketch(sketch)
        self.count = sketch.count
        self.missing = missing
    }

    /// Describes words.
    ///
    /// - Parameters:
    ///   - words: how often each came.
    ///   - missing: how many were missing.
    package init(words: [String: Int], missing: Int = 0) {
        self.values = .words(words)
        self.count = words.values.reduce(0, +)
        self.missing = missing
    }
}
