internal import RealModule

/// Compares how often each of several classes occurs in two streams, where nobody says beforehand which classes there are.
///
/// Each class is watched from the first block after it has occurred, so that its first occurrence, for which it is watched, is no
/// evidence. Four tests (``ExcessTest``) are made of it: whether its share is higher in the treatment by more than the
/// margin, lower by more than that, and whether it surely is neither.
///
/// - Somewhere apart: to be wrong about any class at all with probability `alpha` at most, the `k`-th class that occurs has
///   `alpha 6 / (pi k)^2` for both of its sides together, which comes to `alpha` over any number of classes.
/// - Nowhere apart: that takes all tests of all classes, so that each of them may have the whole level: if a class is apart, its own
///   test has to err (intersection-union). A class that has never occurred has no test. If its share were more than the margin
///   in an arm, it would have stayed away from `n` of that arm's numbers with probability `(1 - margin)^n` at most; half
///   of the level is for that, and the other half for the tests.
///
/// Classes beyond the first few are counted as one. Blocks are put together until they are a twentieth of all, because every
/// class is bet on in each.
public struct ShareComparison: Sendable {
    /// By how much a share may differ, to either side.
    public let margin: Double
    /// How many numbers came.
    public var counts: ArmPair<Int> { self.former.counts }
    /// How many classes are told apart.
    public static let mostClasses = 32

    private let thresholds: (apart: Double, within: Double)
    private let leastCount: Int
    private var former = BlockFormer()
    private var classes: [Watched] = []
    private var open = ArmPair(control: 0, treatment: 0)
    private var treatments = 0

    /// A class.
    private struct Watched: Sendable {
        var totals = ArmPair(control: 0, treatment: 0)
        var open = ArmPair(control: 0, treatment: 0)
        /// Whether it was there when the open block began.
        var isWatched = false
        var higher: ExcessTest
        var lower: ExcessTest
        var notHigher: ExcessTest
        var notLower: ExcessTest
        var isApart = false
        var isWithin = (above: false, below: false)

        init(margin: Double) {
            let guess = BoundedComparison.guess
            self.higher = ExcessTest(margin: margin, guess: guess)
            self.lower = ExcessTest(margin: margin, guess: 1 - guess)
            self.notHigher = ExcessTest(margin: -margin, guess: 1 - guess)
            self.notLower = ExcessTest(margin: -margin, guess: guess)
        }
    }

    /// Begins without a class.
    ///
    /// - Parameters:
    ///   - margin: by how much a share may differ, at least 0 and below 1.
    ///   - levels: with what probability it may ever be wrong: `above` that a class is apart, `below` that none is.
    public init(margin: Double, levels: ErrorLevels) {
        precondition(margin >= 0 && margin < 1)
        self.margin = margin
        self.thresholds = (-.log(levels.above), .log(2) - .log(levels.below))
        let least = margin > 0 ? (self.thresholds.within / -.log(onePlus: -margin)).rounded(.up) : .infinity
        self.leastCount = Int(exactly: min(least, 0x1p52)) ?? .max
    }

    /// The class that is surely apart; `nil` while none is known to be.
    public var apart: Int? { self.classes.firstIndex { $0.isApart } }

    /// Whether no class's share differs by more than the margin, surely.
    public var isWithin: Bool {
        min(self.counts.control, self.counts.treatment) >= self.leastCount && self.apart == nil
            && self.classes.allSatisfy { $0.isWithin.above && $0.isWithin.below }
    }

    /// The class whose shares are farthest apart, as it looks now; `nil` before both arms have a number.
    public var farthest: Int? {
        guard self.counts.control > 0, self.counts.treatment > 0 else { return nil }
        return self.classes.indices.max { abs(self.effect(of: $0)) < abs(self.effect(of: $1)) }
    }

    /// A class's share in the treatment less that in the control, as it looks now.
    ///
    /// - Parameter index: a class that has occurred.
    /// - Returns: the difference; an arm without a number counts as one without the class.
    public func effect(of index: Int) -> Double {
        let totals = self.classes[index].totals
        return Double(totals.treatment) / Double(max(1, self.counts.treatment))
            - Double(totals.control) / Double(max(1, self.counts.control))
    }

    /// Takes the next number in.
    ///
    /// - Parameters:
    ///   - index: the class, counted from 0 in the order in which classes first occur; those from ``mostClasses`` on are one.
    ///   - arm: where it comes from.
    public mutating func add(_ index: Int, to arm: Arm) {
        let index = min(index, Self.mostClasses)
        precondition(index >= 0 && index <= self.classes.count)
        if index == self.classes.count { self.classes.append(Watched(margin: self.margin)) }
        self.classes[index].totals[arm] += 1
        self.classes[index].open[arm] += 1
        self.open[arm] += 1
        guard let block = self.former.add(1, to: arm) else { return }
        self.treatments += block.treatment.count
        if self.open.treatment * 20 >= self.treatments { self.bet() }
    }

    private mutating func bet() {
        for index in self.classes.indices {
            if self.classes[index].isWatched { self.bet(on: index) }
            self.classes[index].isWatched = true
            self.classes[index].open = ArmPair(control: 0, treatment: 0)
        }
        self.open = ArmPair(control: 0, treatment: 0)
    }

    private mutating func bet(on index: Int) {
        let ones = self.classes[index].open
        let block = Block(
            control: BlockSample(zeros: self.open.control - ones.control, ones: ones.control),
            treatment: BlockSample(zeros: self.open.treatment - ones.treatment, ones: ones.treatment)
        )
        let complement = block.complement
        self.classes[index].higher.bet(on: block)
        self.classes[index].lower.bet(on: complement)
        self.classes[index].notHigher.bet(on: complement)
        self.classes[index].notLower.bet(on: block)
        // Of the level, 6 / (pi k)^2, and half of that for either side.
        let apart = self.thresholds.apart - .log(3) + 2 * .log(.pi * Double(index + 1))
        let item = self.classes[index]
        self.classes[index].isApart =
            item.isApart || max(item.higher.logEvidence, item.lower.logEvidence) >= apart
        self.classes[index].isWithin = (
            item.isWithin.above || item.notHigher.logEvidence >= self.thresholds.within,
            item.isWithin.below || item.notLower.logEvidence >= self.thresholds.within
        )
    }
}
