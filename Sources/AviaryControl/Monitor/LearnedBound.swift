internal import AviaryCore
internal import Glibc

/// Learns from past windows what numbers are usual, and says when those that come are not, at a rate of false alarms that
/// somebody accepts.
///
/// A conformal e-detector. Each number's rank among the numbers that it is compared with gives a p-value, two-sided:
/// `p = min(1, 2 (1 + min(at least as high, at least as low)) / (n + 1))` (Vovk, Gammerman and Shafer, Algorithmic Learning in
/// a Random World, 2nd edition 2022, section 2.2). A p-value is bet against by the mixture of all powers,
/// `e(p) = (1 - p + p ln p) / (p (ln p)^2)`, whose mean is 1 at most where windows are exchangeable (Vovk and Wang, Annals of
/// Statistics 49, 2021, section 2). Bets add up by Shiryaev and Roberts, `R = (1 + R) e(p)`, and it is a breach from when
/// `R` reaches the number of windows between two false alarms that somebody accepts (Shin, Ramdas and Rinaldo, New England
/// Journal of Statistics in Data Science 2, 2024: the mean run length is then no shorter). So one window alone, however far
/// away, is no breach, and several in a row are.
///
/// What is compared with are at most ``capacity`` windows, without the latest ``delay``, so that a change does not become its
/// own reference; that makes the rate an approximation, on the safe side by the coarseness of ranks. Nothing is learned while it
/// is breached. The rate does not hold for windows that depend on each other beyond what the memory has seen, as over a week.
package struct LearnedBound: Sendable, Hashable, Codable {
    /// How many windows must be known before anything is said.
    package static let minimum = 100
    /// How many windows are remembered.
    package static let capacity = 1024
    /// How many windows it takes until one is compared with.
    package static let delay = 16
    /// A breach ends with a number whose p-value is at least this.
    private static let usual = 0.1

    /// How many windows lie between two false alarms.
    private let windows: Double
    /// The numbers that are compared with, ascending.
    private var sorted: [Double] = []
    /// The same in the order in which they came, from ``oldest`` on.
    private var arrived: [Double] = []
    private var oldest = 0
    private var waiting: [Double] = []
    private var isBreached = false
    /// What the bets have added up to.
    package private(set) var evidence = 0.0

    /// Makes a bound that knows nothing.
    ///
    /// - Parameters:
    ///   - accepted: how many false alarms are accepted.
    ///   - window: how long a window is, above zero.
    package init(accepting accepted: MonitorSpecification.FalseAlarms, window: Duration) {
        let period = Double(accepted.period.nanoseconds)
        let length = max(1, Double(window.nanoseconds))
        // Less than a window between two would be a breach that never ends.
        self.windows = max(2, period / length / max(accepted.count, 1e-9))
    }

    /// How many windows are compared with.
    package var count: Int { self.sorted.count }

    /// Between what nine tenths of the known numbers lie; `nil` while too few are known.
    package var range: (low: Double, high: Double)? {
        guard self.sorted.count >= Self.minimum else { return nil }
        let edge = self.sorted.count / 20
        return (self.sorted[edge], self.sorted[self.sorted.count - 1 - edge])
    }

    /// Judges a number, and learns it.
    ///
    /// - Parameter value: finite.
    /// - Returns: `unknown` while fewer than ``minimum`` windows are known.
    /// - Complexity: O(`capacity`).
    package mutating func judge(_ value: Double) -> Judgement.Finding {
        guard self.sorted.count >= Self.minimum else {
            self.learn(value)
            return .unknown
        }
        let p = self.pValue(value)
        if self.isBreached {
            guard p >= Self.usual else { return .breached }
            (self.isBreached, self.evidence) = (false, 0)
        } else {
            // Above every alarm nothing is gained by larger numbers.
            self.evidence = min((1 + self.evidence) * Self.bet(p), 1e12)
            self.isBreached = self.evidence >= self.windows
        }
        guard !self.isBreached else {
            // What has led here is not usual either.
            self.waiting = []
            return .breached
        }
        self.learn(value)
        return .well
    }

    private func pValue(_ value: Double) -> Double {
        let below = Self.place(value, in: self.sorted, orEqual: false)
        let upTo = Self.place(value, in: self.sorted, orEqual: true)
        let rarer = min(self.sorted.count - below, upTo)
        return min(1, 2 * Double(1 + rarer) / Double(self.sorted.count + 1))
    }

    /// The mean of `k p^(k - 1)` over all `k` of 0...1; 1/2 at `p = 1`.
    private static func bet(_ p: Double) -> Double {
        let logarithm = log(p)
        // Near 1 the formula loses its digits; its series begins with 1/2 - ln(p) / 6.
        guard logarithm < -1e-3 else { return 0.5 }
        return (1 - p + p * logarithm) / (p * logarithm * logarithm)
    }

    private mutating func learn(_ value: Double) {
        self.waiting.append(value)
        guard self.waiting.count > Self.delay else { return }
        let known = self.waiting.removeFirst()
        if self.arrived.count < Self.capacity {
            self.arrived.append(known)
        } else {
            let forgotten = self.arrived[self.oldest]
            self.arrived[self.oldest] = known
            self.oldest = (self.oldest + 1) % Self.capacity
            self.sorted.remove(at: Self.place(forgotten, in: self.sorted, orEqual: false))
        }
        self.sorted.insert(known, at: Self.place(known, in: self.sorted, orEqual: true))
    }

    /// How many numbers are smaller, or as small.
    private static func place(_ value: Double, in sorted: [Double], orEqual: Bool) -> Int {
        var (low, high) = (0, sorted.count)
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] < value || (orEqual && sorted[middle] == value) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }
}
