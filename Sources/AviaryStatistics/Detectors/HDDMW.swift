internal import RealModule

/// A drift detection method by McDiarmid's bound on exponentially weighted averages of numbers in 0...1.
///
/// An average gives the latest number the weight `l = lambdaVal`; its sum of squared weights is `b`, from 1 by
/// `b = l^2 + (1 - l)^2 b`. Of all prefixes it keeps the average `x1` with the least `x1 + sqrt(b1 ln(1 / d) / 2)`, for
/// `d = driftConfidence`, and the average `x2` of all numbers since. A drift is
/// `x2 - x1 > sqrt((b1 + b2) ln(1 / d) / 2)`, and the same with `warningConfidence` a warning. Two-sided it looks for a
/// fall likewise, and then a number may be both a warning and a drift. Numbers beyond 0...1 are taken as the nearest end.
/// Indices agree with river's.
///
/// Source: Frias-Blanco and others 2015, Online and non-parametric drift detection methods based on Hoeffding's bounds
/// (W-test).
public struct HDDMW: WarningDetector {
    /// Whether the last number has left it at its warning level.
    public private(set) var isWarning = false
    private let driftConfidence: Double
    private let warningConfidence: Double
    private let lambdaVal: Double
    private let twoSidedTest: Bool
    private var all = Average()
    private var low = Pair(bound: .infinity)
    private var high = Pair(bound: -.infinity)
    private var isDrift = false

    /// A weighted average, and the sum of its squared weights.
    private struct Average: Sendable {
        var mean: Double?
        var squares = 1.0

        mutating func add(_ value: Double, _ weight: Double) {
            self.mean = self.mean.map { weight * value + (1 - weight) * $0 } ?? value
            self.squares = weight * weight + (1 - weight) * (1 - weight) * self.squares
        }
    }

    /// The averages before and after a cut.
    private struct Pair: Sendable {
        /// The mean before the cut, moved by its confidence bound.
        var bound: Double
        var before = Average()
        var after = Average()
    }

    /// Begins without a number.
    ///
    /// - Parameters:
    ///   - driftConfidence: with what probability a drift is false, above 0 and below 1.
    ///   - warningConfidence: with what probability a warning is false, above 0 and below 1.
    ///   - lambdaVal: the weight of the latest number, in 0...1.
    ///   - twoSidedTest: whether a fall is looked for, too.
    public init(
        driftConfidence: Double = 0.001,
        warningConfidence: Double = 0.005,
        lambdaVal: Double = 0.05,
        twoSidedTest: Bool = false
    ) {
        precondition(driftConfidence > 0 && driftConfidence < 1 && warningConfidence > 0 && warningConfidence < 1)
        precondition(lambdaVal >= 0 && lambdaVal <= 1)
        self.driftConfidence = driftConfidence
        self.warningConfidence = warningConfidence
        self.lambdaVal = lambdaVal
        self.twoSidedTest = twoSidedTest
    }

    /// - Complexity: O(1).
    public mutating func add(_ value: Double) -> Bool {
        guard value.isFinite else { return false }
        if self.isDrift { self.restart() }
        let value = value.clampedToUnit
        self.all.add(value, self.lambdaVal)
        let mean = self.all.mean ?? value
        let reach = Self.bound(self.all.squares, self.driftConfidence)
        if mean + reach < self.low.bound {
            self.low = Pair(bound: mean + reach, before: self.all)
        } else {
            self.low.after.add(value, self.lambdaVal)
        }
        if mean - reach > self.high.bound {
            self.high = Pair(bound: mean - reach, before: self.all)
        } else {
            self.high.after.add(value, self.lambdaVal)
        }

        self.isDrift = self.hasRisen(self.driftConfidence)
        self.isWarning = !self.isDrift && self.hasRisen(self.warningConfidence)
        if self.twoSidedTest {
            if self.hasFallen(self.driftConfidence) {
                self.isDrift = true
            } else if self.hasFallen(self.warningConfidence) {
                self.isWarning = true
            }
        }
        return self.isDrift
    }

    private mutating func restart() {
        self.all = Average()
        self.low = Pair(bound: .infinity)
        self.high = Pair(bound: -.infinity)
    }

    private func hasRisen(_ confidence: Double) -> Bool {
        Self.exceeds(self.low.after, self.low.before, confidence)
    }

    private func hasFallen(_ confidence: Double) -> Bool {
        Self.exceeds(self.high.before, self.high.after, confidence)
    }

    private static func exceeds(_ more: Average, _ less: Average, _ confidence: Double) -> Bool {
        guard let high = more.mean, let low = less.mean else { return false }
        return high - low > self.bound(more.squares + less.squares, confidence)
    }

    private static func bound(_ squares: Double, _ confidence: Double) -> Double {
        (squares * Double.log(1 / confidence) / 2).squareRoot()
    }
}
