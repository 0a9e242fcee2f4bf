internal import RealModule

/// Evidence that the mean of one stream of numbers in 0...1 exceeds that of another by more than a margin.
///
/// It is a bettor's wealth. Before each block of `n_c` control and `n_t` treatment numbers he names means `c, t` with
/// `t - c = margin` and a stake `s >= 0`, and his wealth is multiplied by
///
///     product over the treatment's y of 1 + s (y - t)   x   product over the control's y of 1 - s (n_t / n_c) (y - c)
///
/// If the true means are `C` and `T`, the factor's expectation is
/// `(1 + s (T - t))^n_t (1 - s (n_t / n_c) (C - c))^n_c <= exp(s n_t (T - C - margin))`, at most 1 when `T - C` does not
/// exceed the margin. So wealth that begins at 1 reaches `1 / alpha` at any time with probability `alpha` at most (Ville's
/// inequality): an e-process. Means may change from block to block, as long as the treatment's stays within the margin.
///
/// The wealth is spread over alternatives, each of which says how many times as large the odds of the treatment's mean
/// are as those allowed. The stake for an alternative is the one whose wealth grows fastest if it is true (``NullProjection``); the
/// control's mean is estimated from the blocks before, which keeps the bet fair.
///
/// Sources: Turner, Ly and Grünwald 2024, Generic E-variables for exact sequential k-sample tests; Turner and Grünwald 2023,
/// Exact anytime-valid confidence intervals for contingency tables and beyond; for numbers that are not 0 or 1,
/// Waudby-Smith and Ramdas 2024, Estimating means of bounded random variables by betting.
struct ExcessTest: Sendable {
    /// What the treatment's mean may exceed the control's by.
    let margin: Double
    private var logWealths = Self.alternatives.map { Double.log($0.share) }
    /// The control's numbers so far, and some that were made up: there is an estimate before the first block, and one
    /// failure among the first few numbers does not make the control look bad for long.
    private var controls = Self.madeUp
    private var controlSum: Double

    private static let madeUp = 5.0

    /// The odds ratios that are bet on, and the share of the wealth that each has at first.
    ///
    /// Few, because each share is paid for in numbers that a proof takes. A ratio of 2.3 is near the best for any between 1.7
    /// and 4; 1.5 finds small effects, and 1000 makes a treatment that always fails known by its first few numbers.
    private static let alternatives: [(oddsRatio: Double, share: Double)] = [(1.5, 0.25), (2.3, 0.67), (1000, 0.08)]

    /// Begins without evidence.
    ///
    /// - Parameters:
    ///   - margin: above -1 and below 1.
    ///   - guess: what the control's mean is about, above 0 and below 1; it matters for the first few blocks only.
    init(margin: Double, guess: Double) {
        self.margin = margin
        self.controlSum = guess * Self.madeUp
    }

    /// The logarithm of the wealth; the evidence reaches `1 / alpha` with probability `alpha` at most if there is no excess.
    var logEvidence: Double { Self.logSum(self.logWealths) }

    /// Bets on a block, after it is complete and before it is looked at.
    ///
    /// - Parameter block: numbers of both arms.
    /// - Complexity: a few logarithms for each alternative, and one for each number that is neither 0 nor 1.
    mutating func bet(on block: Block) {
        let control = self.controlSum / self.controls
        for index in self.logWealths.indices {
            let bet = Bet(
                control: control,
                margin: self.margin,
                oddsRatio: Self.alternatives[index].oddsRatio,
                counts: ArmPair(control: Double(block.control.count), treatment: Double(block.treatment.count))
            )
            self.logWealths[index] += bet.logGain(block)
        }
        self.controls += Double(block.control.count)
        self.controlSum += block.control.sum
    }

    /// How much the logarithm of the wealth grows with each of the treatment's numbers, if means are as given.
    ///
    /// - Parameters:
    ///   - means: the means that numbers have.
    ///   - ratio: control numbers for each of the treatment's.
    /// - Returns: the growth, negative if the evidence dwindles; that of the alternative that grows fastest.
    func growth(at means: ArmPair<Double>, ratio: Double) -> Double {
        let counts = ArmPair(control: max(ratio, 1e-3), treatment: 1)
        return Self.alternatives.map { alternative in
            Bet(control: means.control, margin: self.margin, oddsRatio: alternative.oddsRatio, counts: counts)
                .logGain(means, counts)
        }.max() ?? 0
    }

    private static func logSum(_ terms: [Double]) -> Double {
        let top = terms.max() ?? 0
        guard top > -.infinity else { return top }
        return top + .log(terms.reduce(0) { $0 + .exp($1 - top) })
    }
}

/// Stakes on a block of known size.
private struct Bet {
    let means: ArmPair<Double>
    /// What is gained for each unit by which a number exceeds the mean: positive for the treatment, negative for the control.
    let stakes: ArmPair<Double>

    init(control: Double, margin: Double, oddsRatio: Double, counts: ArmPair<Double>) {
        // Where the allowed mean lies beyond the range, the nearest one inside it is the hardest to exceed.
        let allowed = min(max(control + margin, 1e-6), 1 - 1e-6)
        let odds = oddsRatio * allowed / (1 - allowed)
        let alternative = ArmPair(control: control, treatment: odds / (1 + odds))
        self.means = NullProjection.project(alternative, margin: margin, counts: counts)
        let spread = self.means.treatment * (1 - self.means.treatment)
        // At most what leaves the wealth positive whatever comes.
        let wanted = max(0, (alternative.treatment - self.means.treatment) / spread)
        let most = min(1 / self.means.treatment, counts.control / counts.treatment / (1 - self.means.control))
        let stake = min(wanted, most * (1 - 1e-9))
        self.stakes = ArmPair(control: -stake * counts.treatment / counts.control, treatment: stake)
    }

    /// The logarithm of the factor that a block brings.
    func logGain(_ block: Block) -> Double { self.logGain(block, .control) + self.logGain(block, .treatment) }

    private func logGain(_ block: Block, _ arm: Arm) -> Double {
        let stake = self.stakes[arm]
        let mean = self.means[arm]
        let sample = block[arm]
        var result = 0.0
        if sample.zeros > 0 { result += Double(sample.zeros) * .log(onePlus: -stake * mean) }
        if sample.ones > 0 { result += Double(sample.ones) * .log(onePlus: stake * (1 - mean)) }
        for value in sample.others { result += .log(onePlus: stake * (value - mean)) }
        return result
    }

    /// The expectation of that, if numbers are 0 or 1.
    func logGain(_ means: ArmPair<Double>, _ counts: ArmPair<Double>) -> Double {
        Arm.allCases.reduce(0) { sum, arm in
            let one = Double.log(onePlus: self.stakes[arm] * (1 - self.means[arm]))
            let zero = Double.log(onePlus: -self.stakes[arm] * self.means[arm])
            return sum + counts[arm] * (means[arm] * one + (1 - means[arm]) * zero)
        }
    }
}
