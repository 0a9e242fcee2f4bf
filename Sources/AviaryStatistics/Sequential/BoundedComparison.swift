internal import RealModule

/// Compares the means of numbers in 0...1: rates of failures, of whatever is true or false, and shares.
///
/// ``isAbove`` and ``isBelow`` follow each block of numbers (``ExcessTest``), bounds every twentieth of all of them. It
/// assumes nothing of the numbers but their range.
public struct BoundedComparison: SequentialComparison {
    /// What the difference is held against.
    public let margin: Double
    /// Whether the difference surely exceeds the margin.
    public private(set) var isAbove = false
    /// Whether the difference surely lies below the margin.
    public private(set) var isBelow = false
    private let thresholds: (above: Double, below: Double)
    private var former = BlockFormer()
    private var above: ExcessTest
    private var below: ExcessTest
    private var between: DifferenceBounds
    /// Most rates that are watched are small.
    static let guess = 0.1
    private var sums = ArmPair(control: 0.0, treatment: 0.0)

    /// Begins a comparison.
    ///
    /// - Parameters:
    ///   - margin: above -1 and below 1.
    ///   - levels: with what probability it may ever be wrong.
    public init(margin: Double, levels: ErrorLevels) {
        precondition(margin > -1 && margin < 1)
        self.margin = margin
        self.thresholds = (-.log(levels.above), -.log(levels.below))
        self.above = ExcessTest(margin: margin, guess: Self.guess)
        // One less the numbers, and the arms' difference changes its sign.
        self.below = ExcessTest(margin: -margin, guess: 1 - Self.guess)
        self.between = DifferenceBounds(levels: levels)
    }

    /// How many numbers came.
    public var counts: ArmPair<Int> { self.former.counts }

    /// The mean of an arm; `nil` before its first number.
    public func mean(_ arm: Arm) -> Double? {
        self.counts[arm] > 0 ? self.sums[arm] / Double(self.counts[arm]) : nil
    }

    /// The difference as it looks now; `nil` before both arms have a number.
    public var effect: Double? {
        guard let treatment = self.mean(.treatment), let control = self.mean(.control) else { return nil }
        return treatment - control
    }

    /// Where the difference lies, for all times at once.
    public var bounds: Bounds {
        var result = self.between.bounds
        if self.isAbove { result.lower = max(result.lower, self.margin) }
        if self.isBelow { result.upper = min(result.upper, self.margin) }
        return result
    }

    /// How many more of the treatment's numbers it takes to be sure of one or the other.
    public var forecast: Forecast {
        guard !self.isAbove, !self.isBelow else { return .decided }
        guard let treatment = self.mean(.treatment), let control = self.mean(.control),
            self.counts.treatment >= 20, self.counts.control >= 20
        else { return .unknown }
        let ratio = Double(self.counts.control) / Double(self.counts.treatment)
        // Where nothing has failed yet, something may: a rate of zero would promise too much.
        let means = ArmPair(
            control: Self.shrunk(control, self.counts.control),
            treatment: Self.shrunk(treatment, self.counts.treatment)
        )
        let isHigher = means.treatment - means.control > self.margin
        let test = isHigher ? self.above : self.below
        let complement = ArmPair(control: 1 - means.control, treatment: 1 - means.treatment)
        let growth = test.growth(at: isHigher ? means : complement, ratio: ratio)
        let missing = (isHigher ? self.thresholds.above : self.thresholds.below) - test.logEvidence
        return Forecast(remaining: growth > 0 ? max(0, missing) / growth : .infinity, seen: self.counts.treatment)
    }

    private static func shrunk(_ mean: Double, _ count: Int) -> Double {
        (mean * Double(count) + 0.5) / (Double(count) + 1)
    }

    /// Takes the next number in.
    ///
    /// - Parameters:
    ///   - value: of 0...1.
    ///   - arm: where it comes from.
    public mutating func add(_ value: Double, to arm: Arm) {
        precondition(value >= 0 && value <= 1)
        self.sums[arm] += value
        guard let block = self.former.add(value, to: arm) else { return }
        self.above.bet(on: block)
        self.below.bet(on: block.complement)
        self.isAbove = self.isAbove || self.above.logEvidence >= self.thresholds.above
        self.isBelow = self.isBelow || self.below.logEvidence >= self.thresholds.below
        self.between.add(block)
    }
}
