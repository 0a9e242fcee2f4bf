/// A parameter of a stream detector: what it is called, what it may be, and what it does.
public struct DetectorParameter: Sendable, Hashable {
    /// Which values a parameter may have.
    public enum Range: Sendable, Hashable {
        /// Any finite number.
        case any
        /// A number that is not below zero.
        case notNegative
        /// A number between two others, which it may be itself.
        case closed(Double, Double)
        /// A number between two others, which it may not be itself.
        case open(Double, Double)
        /// A whole number.
        case whole(ClosedRange<Int>)
        /// One of a few words, each of which stands for a number.
        case words([String])

        /// Whether a parameter may have a value.
        ///
        /// - Parameter value: a number; of words, the place of one in their list.
        /// - Returns: whether it is in the range; never for NaN.
        public func contains(_ value: Double) -> Bool {
            switch self {
            case .any: value.isFinite
            case .notNegative: value.isFinite && value >= 0
            case .closed(let low, let high): value >= low && value <= high
            case .open(let low, let high): value > low && value < high
            case .whole(let range): Int(exactly: value).map { range.contains($0) } ?? false
            case .words(let words): Int(exactly: value).map { words.indices.contains($0) } ?? false
            }
        }
    }

    /// What people type: river's name, where river has the parameter.
    public let name: String
    /// What it is unless somebody says otherwise; `nil` for what ``meaning`` tells, or where it must be given.
    public let defaultValue: Double?
    /// Which values it may have.
    public let range: Range
    /// What it does, in a few words.
    public let meaning: String
    /// Whether it has no default.
    public let isRequired: Bool

    init(_ name: String, _ defaultValue: Double?, _ range: Range, _ meaning: String, isRequired: Bool = false) {
        self.name = name
        self.defaultValue = defaultValue
        self.range = range
        self.meaning = meaning
        self.isRequired = isRequired
    }

    /// Reads a value as people type it.
    ///
    /// - Parameter text: a number, or one of the range's words in any case.
    /// - Returns: `nil` where it is neither.
    public func value(of text: String) -> Double? {
        guard case .words(let words) = self.range else { return Double(text) }
        return words.firstIndex(of: text.lowercased()).map(Double.init) ?? Double(text)
    }

    /// A value as people type it.
    ///
    /// - Parameter value: one of the range.
    /// - Returns: a word, or a number without a needless fraction.
    public func text(of value: Double) -> String {
        guard let whole = Int(exactly: value) else { return "\(value)" }
        if case .words(let words) = self.range, words.indices.contains(whole) { return words[whole] }
        return "\(whole)"
    }

    /// Whether a name means this parameter; letters' case, `_` and `-` do not count.
    func isCalled(_ name: String) -> Bool { Self.letters(name) == Self.letters(self.name) }

    private static func letters(_ name: String) -> String { name.lowercased().filter { $0 != "_" && $0 != "-" } }
}

extension DetectorParameter.Range: CustomStringConvertible {
    /// The range in words.
    public var description: String {
        switch self {
        case .any: "a number"
        case .notNegative: "a number of at least 0"
        case .closed(let low, let high): "a number from \(Self.short(low)) to \(Self.short(high))"
        case .open(let low, let high): "a number above \(Self.short(low)) and below \(Self.short(high))"
        case .whole(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .words(let words): "one of \(words.joined(separator: ", "))"
        }
    }

    private static func short(_ value: Double) -> String { Int(exactly: value).map { "\($0)" } ?? "\(value)" }
}
