/// Two streams of numbers, compared while they arrive.
///
/// Whatever it says holds at every moment at once: one may look after each number, and stop when one likes, without a
/// false word becoming likelier. "The difference" is the treatment's mean, or quantile, less the control's.
public protocol SequentialComparison: Sendable {
    /// What the difference is held against.
    var margin: Double { get }

    /// How many numbers came.
    var counts: ArmPair<Int> { get }

    /// The difference as it looks now; `nil` before both arms have a number.
    var effect: Double? { get }

    /// Where the difference lies; the ends are infinite, or those of the values' range, where nothing is known yet.
    var bounds: Bounds { get }

    /// Whether the difference surely exceeds the margin; once true, it stays so.
    var isAbove: Bool { get }

    /// Whether the difference surely lies below the margin; once true, it stays so.
    var isBelow: Bool { get }

    /// How many more of the treatment's numbers one of the two takes if all goes on as it did.
    var forecast: Forecast { get }

    /// Takes the next number in.
    ///
    /// - Parameters:
    ///   - value: a number in the range that the comparison is for.
    ///   - arm: where it comes from.
    mutating func add(_ value: Double, to arm: Arm)
}

/// With what probability a comparison may ever be wrong, however often one looks.
public struct ErrorLevels: Sendable, Hashable {
    /// That it says that the difference is above something, and it is not: for ``SequentialComparison/isAbove`` and for the
    /// lower one of the bounds.
    public let above: Double
    /// That it says that the difference is below something, and it is not: for ``SequentialComparison/isBelow`` and for the
    /// upper one of the bounds.
    public let below: Double

    /// Makes levels.
    ///
    /// - Parameters:
    ///   - above: above 0 and below 0.5.
    ///   - below: above 0 and below 0.5.
    public init(above: Double, below: Double) {
        precondition(above > 0 && above < 0.5 && below > 0 && below < 0.5)
        self.above = above
        self.below = below
    }
}

/// A lower and an upper bound of a number.
public struct Bounds: Sendable, Hashable {
    /// The number is not below this.
    public var lower: Double
    /// The number is not above this.
    public var upper: Double

    /// Makes bounds.
    ///
    /// - Parameters:
    ///   - lower: the lower one.
    ///   - upper: the upper one.
    public init(lower: Double, upper: Double) {
        self.lower = lower
        self.upper = upper
    }

    /// Nothing known.
    public static let unknown = Bounds(lower: -.infinity, upper: .infinity)

    /// What follows from these bounds and from others of the same number.
    ///
    /// - Parameter other: the others.
    /// - Returns: the narrower one of each.
    public func narrowed(by other: Bounds) -> Bounds {
        Bounds(lower: max(self.lower, other.lower), upper: min(self.upper, other.upper))
    }
}

/// How far a comparison is from its verdict.
public enum Forecast: Sendable, Hashable {
    /// There is one.
    case decided
    /// About so many more of the treatment's numbers.
    case about(Int)
    /// More than a hundred times as many as came yet, or never: the difference is too near the margin.
    case outOfSight
    /// Too few numbers came to say.
    case unknown

    /// From a number of numbers.
    ///
    /// - Parameters:
    ///   - remaining: how many more, not negative; may be infinite or not a number.
    ///   - seen: how many came.
    init(remaining: Double, seen: Int) {
        if remaining.isNaN {
            self = .unknown
        } else if remaining > 100 * Double(max(seen, 1)) {
            self = .outOfSight
        } else {
            self = .about(max(1, Int(remaining.rounded(.up))))
        }
    }
}
