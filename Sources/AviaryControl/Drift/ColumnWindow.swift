/// The present values of one feature: as many as a window has, and no more.
package struct ColumnWindow: Sendable, Hashable {
    /// How many different words are told apart; those beyond count as one.
    package static let maximumWords = 1000
    /// What the words beyond that count as.
    package static let otherWords = "\u{FFFD}other"

    /// The numbers, in the order in which they came.
    package private(set) var numbers: [Double] = []
    /// The words, and how often each came.
    package private(set) var words: [String: Int] = [:]
    /// How many values were there.
    package private(set) var count = 0
    /// How many were missing.
    package private(set) var missing = 0

    /// Begins with no values.
    package init() {}

    /// Takes the next value in.
    ///
    /// - Parameter value: a number or a word; anything else is nothing to compare, and counts as missing.
    package mutating func add(_ value: MeasureValue) {
        switch value {
        case .number(let number) where number.isFinite:
            self.numbers.append(number)
            self.count += 1
        case .category(let word):
            let isKnown = self.words[word] != nil || self.words.count < Self.maximumWords
            self.words[isKnown ? word : Self.otherWords, default: 0] += 1
            self.count += 1
        case .number, .flag, .share, .missing: self.missing += 1
        }
    }
}
