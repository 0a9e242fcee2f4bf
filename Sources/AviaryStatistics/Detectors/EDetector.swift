internal import RealModule

/// An e-detector: numbers of 0...1 whose mean has risen above a baseline, with a guarantee of how rare false alarms are.
///
/// A bettor with stake `b` has his wealth multiplied by `1 + b (x - m)` at each number `x`, for the baseline `m`. As long
/// as each number's mean, given those before it, is at most `m`, that is at most 1 on average, whatever the numbers'
/// distribution. At each number a new bettor begins with one coin, so that for a stake `b` all bettors together have
/// `W = (W + 1) (1 + b (x - m))`. A drift is signalled where the mean of `W` over a few stakes reaches
/// `averageRunLength`, and all begins anew.
///
/// Without a change the expected wealth is at most the expected number of coins that were brought in, at any time at
/// which one may choose to stop. So the expected number of numbers until a signal is at least `averageRunLength`, from
/// the beginning and after each signal.
///
/// The stakes are `(r - 1) / (1 + m (r - 1))` for odds ratios `r` from 1.2 to 1000: each is the best one for numbers of 0
/// and 1 whose odds have grown by `r`. A rate that goes from 0.05 to 0.15 is found after 90 numbers on average, and after
/// 180 in 95 of 100 cases, with a run length of 10,000. For a fall, give it `1 - x`. Numbers beyond 0...1 are taken as
/// the nearest end, and the guarantee is of those.
///
/// Source: Shin, Ramdas and Rinaldo 2024, E-detectors: a nonparametric framework for sequential change detection
/// (Shiryaev-Roberts e-detectors, mixtures of baseline increments, bounded numbers).
public struct EDetector: StreamDetector {
    /// Where the change began that was signalled last.
    ///
    /// It is the 0-based index, of all finite numbers so far, at which the richest bettor began: the most likely start,
    /// for the stake that won most.
    public private(set) var estimatedStart: Int?
    private let baseline: Double
    private let averageRunLength: Double
    private var index = 0
    private var bets: [Bet]

    private static let oddsRatios = [1.2, 1.5, 2, 3, 5, 8, 15, 40, 200, 1000]

    /// All bettors with one stake.
    private struct Bet: Sendable {
        let stake: Double
        /// What they have together.
        var wealth = 0.0
        /// The logarithm of what the richest of them has.
        var best = 0.0
        /// When the richest began.
        var start: Int

        mutating func add(_ excess: Double, at index: Int) {
            let factor = 1 + self.stake * excess
            self.wealth = (self.wealth + 1) * factor
            if self.best <= 0 { (self.best, self.start) = (0, index) }
            self.best += Double.log(factor)
        }
    }

    /// Begins without a number.
    ///
    /// - Parameters:
    ///   - baseline: what the mean is at most without a change, above 0 and below 1.
    ///   - averageRunLength: how many numbers come between false alarms on average, or more; at least 1.
    public init(baseline: Double, averageRunLength: Double = 10_000) {
        precondition(baseline > 0 && baseline < 1 && averageRunLength >= 1)
        self.baseline = baseline
        self.averageRunLength = averageRunLength
        self.bets = Self.bets(baseline, start: 0)
    }

    private static func bets(_ baseline: Double, start: Int) -> [Bet] {
        self.oddsRatios.map { Bet(stake: ($0 - 1) / (1 + baseline * ($0 - 1)), start: start) }
    }

    /// The evidence for a change, which is signalled at `averageRunLength`; at a signal it is zero again.
    public var evidence: Double { self.bets.reduce(0) { $0 + $1.wealth } / Double(self.bets.count) }

    /// - Complexity: O(1): ten bets.
    public mutating func add(_ value: Double) -> Bool {
        guard value.isFinite else { return false }
        let excess = value.clampedToUnit - self.baseline
        for bet in self.bets.indices { self.bets[bet].add(excess, at: self.index) }
        self.index += 1
        guard self.evidence >= self.averageRunLength else { return false }
        self.estimatedStart = self.bets.max { $0.best < $1.best }?.start
        self.bets = Self.bets(self.baseline, start: self.index)
        return true
    }
}
