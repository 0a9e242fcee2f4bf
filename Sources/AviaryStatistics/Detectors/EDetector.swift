internal import RealModule

/// Detects that the mean of numbers in 0...1 rises above a baseline, with a guaranteed average run length between false alarms.
///
/// For a bet `b` in `0..<1/m`, `m` the baseline, each number `x` pays `1 + b (x - m)`, which is 1 or less on average while the mean is
/// at most `m`, whatever the numbers' distribution and dependence on earlier ones. The Shiryaev-Roberts sum
///
///     M(n) = (M(n - 1) + 1) (1 + b (x(n) - m)),   M(0) = 0
///
/// adds up all products that begin at some number, so its mean is `n` or less. The mixture of `M` over several bets keeps that.
/// A signal is given when the mixture reaches the wanted run length `A`; then the average number of values until a false signal
/// is at least `A`, for every stream whose mean stays at or below the baseline. After a signal it begins anew.
///
/// Source: Shin, Ramdas and Rinaldo 2024, E-detectors: a nonparametric framework for sequential change detection, section 2
/// (definition 2.2 and proposition 2.4) and section 4 for bounded numbers.
public struct EDetector: Sendable, Hashable {
    /// One bet.
    private struct Bet: Sendable, Hashable {
        let size: Double
        var sum = 0.0
        /// The logarithm of the greatest product that ends here, and the number with which it begins.
        var logarithm = 0.0
        var start = 0
    }

    /// The mean that the numbers have at most while nothing has changed.
    public let baseline: Double
    /// How many numbers come between false signals at least, on average.
    public let averageRunLength: Double
    /// How many numbers have come since the beginning, or since the last signal.
    public private(set) var count = 0
    /// With which number since then the change began, 0-based, by the product that is the greatest at the last signal.
    public private(set) var changeStart: Int?
    private var bets: [Bet]

    /// The means after a change for which the bets are the best, as parts of the way from the baseline to 1.
    private static let targets = [0.01, 0.02, 0.04, 0.08, 0.15, 0.3, 0.6, 0.95]

    /// Begins to watch.
    ///
    /// - Parameters:
    ///   - baseline: the mean that the numbers have at most; what is outside of 0.0001...0.9999 counts as the nearer of the two.
    ///   - averageRunLength: how many numbers come between false signals at least, on average; at least 1.
    public init(baseline: Double, averageRunLength: Double) {
        let mean = min(max(baseline.isNaN ? 0.5 : baseline, 1e-4), 1 - 1e-4)
        self.baseline = mean
        self.averageRunLength = averageRunLength >= 1 ? averageRunLength : 1
        // For numbers that are 0 or 1 with the mean m + d, the best bet is d / (m (1 - m)).
        self.bets = Self.targets.map { Bet(size: min($0 / mean, 0.99 / mean)) }
    }

    /// Takes the next number in.
    ///
    /// - Parameter value: what is outside of 0...1 counts as the nearer of the two, NaN is left out.
    /// - Returns: whether the mean has risen.
    /// - Complexity: O(1).
    public mutating func add(_ value: Double) -> Bool {
        guard !value.isNaN else { return false }
        let value = min(1, max(0, value))
        var mixture = 0.0
        for index in self.bets.indices {
            let pays = 1 + self.bets[index].size * (value - self.baseline)
            self.bets[index].sum = (self.bets[index].sum + 1) * pays
            mixture += self.bets[index].sum
            if self.bets[index].logarithm <= 0 {
                self.bets[index].logarithm = 0
                self.bets[index].start = self.count
            }
            self.bets[index].logarithm += Double.log(pays)
        }
        self.count += 1
        guard mixture / Double(self.bets.count) >= self.averageRunLength else { return false }
        let best = self.bets.max { $0.logarithm < $1.logarithm }
        self.changeStart = best?.start
        self.bets = self.bets.map { Bet(size: $0.size) }
        self.count = 0
        return true
    }
}
