/// The Page-Hinkley test: cumulated deviations from the running mean that move away from their extreme.
///
/// With the mean `x_n` of the numbers so far, `U_n = alpha U_(n-1) + x - x_n - delta` and
/// `D_n = alpha D_(n-1) + x - x_n + delta`. A drift is `U_n - min U > threshold` (the mean has risen) or
/// `max D - D_n > threshold` (it has fallen), once `minInstances` numbers came. Numbers are of any range, the threshold
/// in their unit. Indices agree with river's, of whose details this is kept: the greatest `D` begins at -1.
///
/// Sources: Page 1954, Continuous inspection schemes; Hinkley 1971, Inference about the change-point from cumulative sum
/// tests.
public struct PageHinkley: StreamDetector {
    private let minInstances: Double
    private let delta: Double
    private let threshold: Double
    private let alpha: Double
    private let mode: ChangeDirection
    private var mean = StreamMean()
    private var increase = 0.0
    private var decrease = 0.0
    private var least = Double.infinity
    private var greatest = -1.0
    private var isDrift = false

    /// Begins without a number.
    ///
    /// - Parameters:
    ///   - minInstances: after how many numbers it looks.
    ///   - delta: what deviation of the mean is tolerated, in the numbers' unit.
    ///   - threshold: which sum of deviations is a drift, in the numbers' unit.
    ///   - alpha: by what factor the past counts less with each number, in 0...1.
    ///   - mode: which changes are looked for.
    public init(
        minInstances: Int = 30,
        delta: Double = 0.005,
        threshold: Double = 50,
        alpha: Double = 1 - 0.0001,
        mode: ChangeDirection = .both
    ) {
        precondition(minInstances >= 0 && alpha >= 0 && alpha <= 1)
        self.minInstances = Double(minInstances)
        self.delta = delta
        self.threshold = threshold
        self.alpha = alpha
        self.mode = mode
    }

    /// - Complexity: O(1).
    public mutating func add(_ value: Double) -> Bool {
        guard value.isFinite else { return false }
        if self.isDrift { self.restart() }
        self.mean.add(value)
        let deviation = value - self.mean.mean
        self.increase = self.alpha * self.increase + deviation - self.delta
        self.decrease = self.alpha * self.decrease + deviation + self.delta
        self.least = min(self.least, self.increase)
        self.greatest = max(self.greatest, self.decrease)
        guard self.mean.count >= self.minInstances else { return false }
        let hasRisen = self.mode.includesUp && self.increase - self.least > self.threshold
        let hasFallen = self.mode.includesDown && self.greatest - self.decrease > self.threshold
        self.isDrift = hasRisen || hasFallen
        return self.isDrift
    }

    private mutating func restart() {
        self.mean = StreamMean()
        (self.increase, self.decrease) = (0, 0)
        (self.least, self.greatest) = (.infinity, -1)
        self.isDrift = false
    }
}
