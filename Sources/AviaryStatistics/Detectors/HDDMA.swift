internal import RealModule

/// A drift detection method by Hoeffding's bound on averages of numbers in 0...1.
///
/// Of all prefixes of the stream it keeps the one of `n` numbers and mean `x` with the least
/// `x + sqrt(ln(1 / d) / (2 n))`, for `d = driftConfidence`. With `N` numbers of mean `z` in all,
/// `z - x >= sqrt((N - n) / (n N) / 2 ln(2 / d))` is a drift, and the same with `warningConfidence` a warning. Two-sided
/// it looks for a fall likewise, and then a number may be both a warning and a drift. Numbers beyond 0...1 are taken as
/// the nearest end. Indices agree with river's.
///
/// Source: Frias-Blanco and others 2015, Online and non-parametric drift detection methods based on Hoeffding's bounds
/// (A-test).
public struct HDDMA: WarningDetector {
    /// Whether the last number has left it at its warning level.
    public private(set) var isWarning = false
    private let driftConfidence: Double
    private let warningConfidence: Double
    private let twoSidedTest: Bool
    private var all = StreamMean()
    private var low = StreamMean()
    private var high = StreamMean()
    private var isDrift = false

    /// Begins without a number.
    ///
    /// - Parameters:
    ///   - driftConfidence: with what probability a drift is false, above 0 and below 1.
    ///   - warningConfidence: with what probability a warning is false, above 0 and below 1.
    ///   - twoSidedTest: whether a fall is looked for, too.
    public init(driftConfidence: Double = 0.001, warningConfidence: Double = 0.005, twoSidedTest: Bool = false) {
        precondition(driftConfidence > 0 && driftConfidence < 1 && warningConfidence > 0 && warningConfidence < 1)
        self.driftConfidence = driftConfidence
        self.warningConfidence = warningConfidence
        self.twoSidedTest = twoSidedTest
    }

    /// - Complexity: O(1).
    public mutating func add(_ value: Double) -> Bool {
        guard value.isFinite else { return false }
        if self.isDrift { (self.all, self.low, self.high) = (StreamMean(), StreamMean(), StreamMean()) }
        self.all.add(value.clampedToUnit)
        if self.low.count == 0 { (self.low, self.high) = (self.all, self.all) }
        let bound = self.bound(self.all.count)
        if self.low.mean + self.bound(self.low.count) >= self.all.mean + bound { self.low = self.all }
        if self.high.mean - self.bound(self.high.count) <= self.all.mean - bound { self.high = self.all }

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

    private func bound(_ count: Double) -> Double {
        (1 / (2 * count) * Double.log(1 / self.driftConfidence)).squareRoot()
    }

    private func hasRisen(_ confidence: Double) -> Bool {
        guard self.low.count < self.all.count else { return false }
        return self.all.mean - self.low.mean >= self.gap(since: self.low.count, confidence)
    }

    private func hasFallen(_ confidence: Double) -> Bool {
        guard self.high.count < self.all.count else { return false }
        return self.high.mean - self.all.mean >= self.gap(since: self.high.count, confidence)
    }

    private func gap(since count: Double, _ confidence: Double) -> Double {
        let share = (self.all.count - count) / count * (1 / self.all.count)
        return (share / 2 * Double.log(2 / confidence)).squareRoot()
    }
}
