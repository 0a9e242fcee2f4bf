/// What the values of one feature were like when all was well.
package struct ReferenceColumn: Sendable, Hashable {
    /// The values.
    package enum Values: Sendable, Hashable {
        /// Numbers, ascending, each with how many values it stands for; at most `rankError` of all values are on the wrong
        /// side of any number.
        case numbers([Weighted], rankError: Double)
        /// Words, and how often each came.
        case words([String: Int])
    }

    /// A number that stands for several.
    package struct Weighted: Sendable, Hashable {
        /// The number.
        package let value: Double
        /// How many values it stands for.
        package let weight: Int

        /// Lets a number stand for several.
        ///
        /// - Parameters:
        ///   - value: the number.
        ///   - weight: how many values it stands for.
        package init(value: Double, weight: Int) {
            self.value = value
            self.weight = weight
        }
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
        let sorted = numbers.filter(\.isFinite).sorted()
        self.values = .numbers(sorted.map { Weighted(value: $0, weight: 1) }, rankError: 0)
        self.count = sorted.count
        self.missing = missing + numbers.count - sorted.count
    }

    /// Describes numbers by a summary of them.
    ///
    /// - Parameters:
    ///   - numbers: ascending by value.
    ///   - rankError: which share of all values may be on the wrong side of a number.
    ///   - missing: how many were missing.
    package init(numbers: [Weighted], rankError: Double, missing: Int) {
        self.values = .numbers(numbers, rankError: rankError)
        self.count = numbers.reduce(0) { $0 + $1.weight }
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
