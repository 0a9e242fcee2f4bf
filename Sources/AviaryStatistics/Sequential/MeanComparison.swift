internal import RealModule

/// Compares the means of numbers of any size, latencies for instance, by an asymptotic confidence sequence.
///
/// With `v` the sum of both arms' variances over their counts, and `n` the counts' harmonic sum `1 / (1/n_c + 1/n_t)`, the
/// difference of the means lies within
///
///     sqrt(v (n r + 1) / (n r) log((n r + 1) / d)),   d = (2 alpha)^2,   r = (log(1/d) + log(log(1/d) + 1)) / 500
///
/// of what is seen. That is asymptotic: the probability that an end is ever wrong tends to `alpha` as the first look comes
/// later, for numbers whose variance is finite. Looks begin when both arms have 100 numbers. ``BoundedComparison`` and
/// ``QuantileComparison`` promise the same without a limit, and are to be preferred where they can be used.
///
/// Source: Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas 2024, Time-uniform central limit theory and asymptotic confidence
/// sequences, theorem 2.2 and section 3, with the radius narrowest at 500.
public struct MeanComparison: SequentialComparison {
    /// What the difference is held against.
    public let margin: Double
    /// Where the difference lies, for all times at once.
    public private(set) var bounds = Bounds.unknown
    private let ends: (lower: End, upper: End)
    private var moments = ArmPair(control: Moments(), treatment: Moments())

    private static let firstLook = 100

    /// One end of the bounds, at its level.
    private struct End: Sendable {
        private let level: Double
        private let tuning: Double

        private static let narrowest = 500.0

        init(level: Double) {
            // The formula is for two ends at once.
            self.level = 4 * level * level
            self.tuning = (-.log(self.level) + .log(1 - .log(self.level))) / Self.narrowest
        }

        func radius(variance: Double, count: Double) -> Double {
            let tuned = self.tuning * count
            return (variance * (tuned + 1) / tuned * .log((tuned + 1) / self.level)).squareRoot()
        }
    }

    /// Begins a comparison.
    ///
    /// - Parameters:
    ///   - margin: what the difference is held against.
    ///   - levels: with what probability it may ever be wrong.
    public init(margin: Double, levels: ErrorLevels) {
        precondition(margin.isFinite)
        self.margin = margin
        self.ends = (End(level: levels.above), End(level: levels.below))
    }

    /// How many numbers came.
    public var counts: ArmPair<Int> {
        ArmPair(control: self.moments.control.count, treatment: self.moments.treatment.count)
    }

    /// The difference as it looks now; `nil` before both arms have a number.
    public var effect: Double? {
        guard self.counts.control > 0, self.counts.treatment > 0 else { return nil }
        return self.moments.treatment.mean - self.moments.control.mean
    }

    /// Whether the difference surely exceeds the margin.
    public var isAbove: Bool { self.bounds.lower > self.margin }
    /// Whether the difference surely lies below the margin.
    public var isBelow: Bool { self.bounds.upper < self.margin }

    /// How many more of the treatment's numbers it takes to be sure of one or the other.
    public var forecast: Forecast {
        guard !self.isAbove, !self.isBelow else { return .decided }
        guard let effect, self.isLooking else { return .unknown }
        let end = effect > self.margin ? self.ends.lower : self.ends.upper
        let distance = abs(effect - self.margin)
        guard self.radius(end, scale: 128) < distance else { return .outOfSight }
        // The radius shrinks a little slower than with the root of the counts.
        var (few, enough) = (1.0, 128.0)
        while enough / few > 1.01 {
            let middle = (few * enough).squareRoot()
            if self.radius(end, scale: middle) < distance { enough = middle } else { few = middle }
        }
        let seen = self.counts.treatment
        return Forecast(remaining: (enough - 1) * Double(seen), seen: seen)
    }

    private var isLooking: Bool { min(self.counts.control, self.counts.treatment) >= Self.firstLook }

    /// How far an end is from what is seen, if so many times as many numbers had come.
    private func radius(_ end: End, scale: Double) -> Double {
        let (control, treatment) = (self.moments.control, self.moments.treatment)
        let counts = ArmPair(control: Double(control.count) * scale, treatment: Double(treatment.count) * scale)
        return end.radius(
            variance: control.variance / counts.control + treatment.variance / counts.treatment,
            count: 1 / (1 / counts.control + 1 / counts.treatment)
        )
    }

    /// Takes the next number in.
    ///
    /// - Parameters:
    ///   - value: a finite number.
    ///   - arm: where it comes from.
    public mutating func add(_ value: Double, to arm: Arm) {
        precondition(value.isFinite)
        self.moments[arm].add(value)
        guard let effect, self.isLooking else { return }
        let seen = Bounds(
            lower: effect - self.radius(self.ends.lower, scale: 1),
            upper: effect + self.radius(self.ends.upper, scale: 1)
        )
        self.bounds = self.bounds.narrowed(by: seen)
    }
}
