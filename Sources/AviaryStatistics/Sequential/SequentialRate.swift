internal import RealModule

/// How often something happens, held against a rate that is fixed, while it is looked at after each time.
///
/// It is a bettor's wealth, as in ``ExcessTest``, but against a known rate `m`. For an odds ratio `r` above 1 he names the
/// rate `a` whose odds are `r` times those of `m`, and his wealth is multiplied by `a / m` when it happens and by
/// `(1 - a) / (1 - m)` when it does not. With `a = r m / (1 + m (r - 1))` that comes, after `k` of `n`, to
///
///     r^k / (1 + m (r - 1))^n
///
/// The factor's expectation is `1 + (r - 1) (p - m) / (1 + m (r - 1))` if the true rate is `p`: at most 1 when `p` does not
/// exceed `m`, so that `1 / alpha` is reached at any time with probability `alpha` at most (Ville's inequality). For `r` below 1
/// the same is said of rates that are not below `m`. Wealth is spread over a few ratios. It falls with `m` for ratios above 1, and rises
/// for those below, so that each bound is found by halving.
///
/// A comparison with an arm whose numbers are all the same would do as well, but it also pays for not knowing that arm.
///
/// Source: Waudby-Smith and Ramdas 2024, Estimating means of bounded random variables by betting, sections 3 and 4, with bets that
/// stay the same, which are Wald's likelihood ratios for coins.
public struct SequentialRate: Sendable {
    /// What the rate is held against.
    public let limit: Double
    /// How often it might have happened.
    public private(set) var count = 0
    /// How often it has happened.
    public private(set) var happened = 0
    /// Whether the rate surely exceeds the limit; once true, it stays so.
    public private(set) var isAbove = false
    /// Whether the rate surely lies below the limit; once true, it stays so.
    public private(set) var isBelow = false
    private let thresholds: (above: Double, below: Double)

    private typealias Alternative = (ratio: Double, share: Double)

    /// Odds ratios, and the share of the wealth that each has at first.
    ///
    /// Above as in ``ExcessTest``. Below, a rate of nearly zero is what is hoped for.
    private static let higher: [Alternative] = [(1.5, 0.25), (2.3, 0.67), (1000, 0.08)]
    private static let lower: [Alternative] = [(1 / 1.5, 0.2), (1 / 2.3, 0.4), (0.001, 0.4)]

    /// Begins without a number.
    ///
    /// - Parameters:
    ///   - limit: what the rate is held against, at least 0 and below 1.
    ///   - levels: with what probability it may ever be wrong.
    public init(limit: Double, levels: ErrorLevels) {
        precondition(limit >= 0 && limit < 1)
        self.limit = limit
        self.thresholds = (-.log(levels.above), -.log(levels.below))
    }

    /// The rate as it looks now; `nil` before the first time.
    public var rate: Double? { self.count > 0 ? Double(self.happened) / Double(self.count) : nil }

    /// Where the rate lies, by all that came so far.
    public var bounds: Bounds {
        var bounds = Bounds(lower: 0, upper: 1)
        if self.logEvidence(Self.higher, 0) >= self.thresholds.above {
            bounds.lower = self.edge(outside: 0, inside: 1) {
                self.logEvidence(Self.higher, $0) >= self.thresholds.above
            }
        }
        if self.logEvidence(Self.lower, 1) >= self.thresholds.below {
            bounds.upper = self.edge(outside: 1, inside: 0) {
                self.logEvidence(Self.lower, $0) >= self.thresholds.below
            }
        }
        if self.isAbove { bounds.lower = max(bounds.lower, self.limit) }
        if self.isBelow { bounds.upper = min(bounds.upper, self.limit) }
        return bounds
    }

    /// How many more times it takes to be sure of one or the other, if all goes on as it did.
    public var forecast: Forecast {
        guard !self.isAbove, !self.isBelow else { return .decided }
        guard self.count >= 20 else { return .unknown }
        // Where nothing has happened yet, something may: a rate of zero would promise too much.
        let rate = (Double(self.happened) + 0.5) / (Double(self.count) + 1)
        let isHigher = rate > self.limit
        let alternatives = isHigher ? Self.higher : Self.lower
        let growth = alternatives.map { rate * .log($0.ratio) - .log(onePlus: self.limit * ($0.ratio - 1)) }.max() ?? 0
        let wanted = isHigher ? self.thresholds.above : self.thresholds.below
        let missing = max(0, wanted - self.logEvidence(alternatives, self.limit))
        return Forecast(remaining: growth > 0 ? missing / growth : .infinity, seen: self.count)
    }

    /// Takes the next time in.
    ///
    /// - Parameter hasHappened: whether it has happened this time.
    public mutating func add(_ hasHappened: Bool) {
        self.count += 1
        self.happened += hasHappened ? 1 : 0
        self.isAbove = self.isAbove || self.logEvidence(Self.higher, self.limit) >= self.thresholds.above
        self.isBelow = self.isBelow || self.logEvidence(Self.lower, self.limit) >= self.thresholds.below
    }

    private func logEvidence(_ alternatives: [Alternative], _ limit: Double) -> Double {
        let terms = alternatives.map { alternative in
            .log(alternative.share) + Double(self.happened) * .log(alternative.ratio)
                - Double(self.count) * .log(onePlus: limit * (alternative.ratio - 1))
        }
        let top = terms.max() ?? 0
        return top + .log(terms.reduce(0) { $0 + .exp($1 - top) })
    }

    /// The last rate that is surely outside, to a millionth.
    private func edge(outside: Double, inside: Double, isOutside: (Double) -> Bool) -> Double {
        var (outside, inside) = (outside, inside)
        while abs(inside - outside) > 1e-6 {
            let middle = (inside + outside) / 2
            if isOutside(middle) { outside = middle } else { inside = middle }
        }
        return outside
    }
}
