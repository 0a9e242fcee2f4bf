/// Page's cumulative sums: a mean that has left its target for some time.
///
/// From zero, `S = max(0, S + x - target - delta)` for a rise and `T = max(0, T + target - x - delta)` for a fall; a
/// drift is a sum above `threshold`, once `minInstances` numbers came. Without a target, it is the mean of the numbers so
/// far, this one included. Numbers are of any range, `target`, `delta` and `threshold` in their unit. For numbers of
/// known standard deviation `s`, `delta = 0.5 s` and `threshold = 5 s` are usual: of independent normal numbers about 465
/// come to a false alarm, one-sided 930.
///
/// Source: Page 1954, Continuous inspection schemes.
public struct CUSUM: StreamDetector {
    /// Where the change began that was signalled last.
    ///
    /// It is the 0-based index, of all finite numbers so far, of the first one that the sum is made of.
    public private(set) var estimatedStart: Int?
    private let minInstances: Double
    private let delta: Double
    private let threshold: Double
    private let target: Double?
    private let mode: ChangeDirection
    private var index = 0
    private var mean = StreamMean()
    private var rise = Sum(start: 0)
    private var fall = Sum(start: 0)

    /// A sum, and the index of its first number.
    private struct Sum: Sendable {
        var value = 0.0
        var start: Int

        mutating func add(_ deviation: Double, less delta: Double, at index: Int) {
            if self.value == 0 { self.start = index }
            self.value = max(0, self.value + deviation - delta)
        }
    }

    /// Begins without a number.
    ///
    /// - Parameters:
    ///   - minInstances: after how many numbers it looks.
    ///   - delta: what deviation of the mean is tolerated, in the numbers' unit.
    ///   - threshold: which sum of deviations is a drift, in the numbers' unit.
    ///   - target: the mean that the numbers ought to have; `nil` for their running mean.
    ///   - mode: which changes are looked for.
    public init(
        minInstances: Int = 30,
        delta: Double = 0.005,
        threshold: Double = 50,
        target: Double? = nil,
        mode: ChangeDirection = .both
    ) {
        precondition(minInstances >= 0)
        self.minInstances = Double(minInstances)
        self.delta = delta
        self.threshold = threshold
        self.target = target
        self.mode = mode
    }

    /// - Complexity: O(1).
    public mutating func add(_ value: Double) -> Bool {
        guard value.isFinite else { return false }
        self.mean.add(value)
        let deviation = value - (self.target ?? self.mean.mean)
        self.rise.add(deviation, less: self.delta, at: self.index)
        self.fall.add(-deviation, less: self.delta, at: self.index)
        self.index += 1
        guard self.mean.count >= self.minInstances else { return false }
        if self.mode.includesUp, self.rise.value > self.threshold {
            self.signal(from: self.rise.start)
            return true
        }
        if self.mode.includesDown, self.fall.value > self.threshold {
            self.signal(from: self.fall.start)
            return true
        }
        return false
    }

    private mutating func signal(from start: Int) {
        self.estimatedStart = start
        self.mean = StreamMean()
        self.rise = Sum(start: self.index)
        self.fall = Sum(start: self.index)
    }
}
