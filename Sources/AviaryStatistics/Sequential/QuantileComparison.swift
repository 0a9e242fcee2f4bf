/// Compares a quantile of numbers of any size, the 95th percentile of latencies for instance.
///
/// Each arm's quantile has bounds of its own (``QuantileRanks``), at half of the levels; those of the difference are the
/// differences of their ends. It assumes nothing of the numbers, and knows each to a thousandth of its size.
public struct QuantileComparison: SequentialComparison {
    /// What the difference is held against.
    public let margin: Double
    /// Where the difference lies, for all times at once.
    public private(set) var bounds = Bounds.unknown
    private let quantile: Double
    private let ranks: ArmPair<QuantileRanks>
    private var bins = ArmPair(control: OrderedBins(), treatment: OrderedBins())
    private var nextLook = ArmPair(control: 1, treatment: 1)
    private var ends = ArmPair(control: Bounds.unknown, treatment: Bounds.unknown)

    /// Begins a comparison.
    ///
    /// - Parameters:
    ///   - quantile: above 0 and below 1.
    ///   - margin: what the difference is held against.
    ///   - levels: with what probability it may ever be wrong.
    public init(quantile: Double, margin: Double, levels: ErrorLevels) {
        precondition(quantile > 0 && quantile < 1 && margin.isFinite)
        self.margin = margin
        self.quantile = quantile
        // The difference is above something by the treatment's lower and the control's upper end.
        self.ranks = ArmPair(
            control: QuantileRanks(quantile: quantile, lowerLevel: levels.below / 2, upperLevel: levels.above / 2),
            treatment: QuantileRanks(quantile: quantile, lowerLevel: levels.above / 2, upperLevel: levels.below / 2)
        )
    }

    /// How many numbers came.
    public var counts: ArmPair<Int> {
        ArmPair(control: self.bins.control.count, treatment: self.bins.treatment.count)
    }

    /// The difference as it looks now; `nil` before both arms have a number.
    public var effect: Double? {
        guard let treatment = self.value(.treatment), let control = self.value(.control) else { return nil }
        return treatment - control
    }

    /// Whether the difference surely exceeds the margin.
    public var isAbove: Bool { self.bounds.lower > self.margin }
    /// Whether the difference surely lies below the margin.
    public var isBelow: Bool { self.bounds.upper < self.margin }

    /// How many more of the treatment's numbers it takes to be sure of one or the other.
    public var forecast: Forecast {
        guard !self.isAbove, !self.isBelow else { return .decided }
        guard let effect, self.bounds.lower.isFinite, self.bounds.upper.isFinite else { return .unknown }
        let distance = effect - self.margin
        let radius = distance > 0 ? effect - self.bounds.lower : self.bounds.upper - effect
        // Widths shrink with the root of the counts.
        let scale = (radius / distance) * (radius / distance)
        let seen = self.counts.treatment
        return Forecast(remaining: (scale - 1) * Double(seen), seen: seen)
    }

    /// An arm's quantile, as it looks now.
    private func value(_ arm: Arm) -> Double? {
        let bins = self.bins[arm]
        guard bins.count > 0 else { return nil }
        let bin = bins.bin(ofRank: max(1, Int((Double(bins.count) * self.quantile).rounded(.up))))
        return (bin.lower + bin.upper) / 2
    }

    /// Takes the next number in; bounds follow whenever an arm has grown by a hundredth.
    ///
    /// - Parameters:
    ///   - value: a finite number.
    ///   - arm: where it comes from.
    public mutating func add(_ value: Double, to arm: Arm) {
        precondition(value.isFinite)
        self.bins[arm].add(value)
        let count = self.bins[arm].count
        guard count >= self.nextLook[arm] else { return }
        self.nextLook[arm] = count + 1 + count / 100
        let ranks = self.ranks[arm].bounds(of: count)
        let seen = Bounds(
            lower: ranks.lower.map { self.bins[arm].bin(ofRank: $0).lower } ?? -.infinity,
            upper: ranks.upper.map { self.bins[arm].bin(ofRank: $0).upper } ?? .infinity
        )
        self.ends[arm] = self.ends[arm].narrowed(by: seen)
        self.bounds = Bounds(
            lower: self.ends.treatment.lower - self.ends.control.upper,
            upper: self.ends.treatment.upper - self.ends.control.lower
        )
    }
}
