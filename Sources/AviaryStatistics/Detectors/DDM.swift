/// The drift detection method: a rate of errors that rises above the lowest that it had.
///
/// After `n` numbers of 0 or 1 (an error) with mean `p` and `s = sqrt(p (1 - p) / n)`, the least `p + s` since the
/// beginning is kept as `p_min`, `s_min`. It warns where `p + s > p_min + warningThreshold s_min`, and signals a drift
/// where `p + s > p_min + driftThreshold s_min`, once `n > warmStart`. Numbers beyond 0...1 are taken as the nearest end.
/// Where no error came during the warm start, the first one is a drift. Indices agree with river's.
///
/// Source: Gama, Medas, Castillo and Rodrigues 2004, Learning with drift detection.
public struct DDM: WarningDetector {
    /// Whether the last number has left it at its warning level.
    public private(set) var isWarning = false
    private let warmStart: Double
    private let warningThreshold: Double
    private let driftThreshold: Double
    private var rate = StreamMean()
    private var least = (rate: 0.0, deviation: 0.0, sum: Double.infinity)
    private var isDrift = false

    /// Begins without a number.
    ///
    /// - Parameters:
    ///   - warmStart: after how many numbers it looks, not negative.
    ///   - warningThreshold: how many deviations are a warning.
    ///   - driftThreshold: how many deviations are a drift.
    public init(warmStart: Int = 30, warningThreshold: Double = 2, driftThreshold: Double = 3) {
        precondition(warmStart >= 0)
        self.warmStart = Double(warmStart)
        self.warningThreshold = warningThreshold
        self.driftThreshold = driftThreshold
    }

    /// - Complexity: O(1).
    public mutating func add(_ value: Double) -> Bool {
        guard value.isFinite else { return false }
        if self.isDrift { self.restart() }
        self.rate.add(value.clampedToUnit)
        let rate = self.rate.mean
        let deviation = (max(0, rate * (1 - rate)) / self.rate.count).squareRoot()
        guard self.rate.count > self.warmStart else { return false }
        let sum = rate + deviation
        if sum <= self.least.sum { self.least = (rate, deviation, sum) }
        self.isDrift = sum > self.least.rate + self.driftThreshold * self.least.deviation
        self.isWarning = !self.isDrift && sum > self.least.rate + self.warningThreshold * self.least.deviation
        return self.isDrift
    }

    private mutating func restart() {
        self.rate = StreamMean()
        self.least = (0, 0, .infinity)
        (self.isDrift, self.isWarning) = (false, false)
    }
}
