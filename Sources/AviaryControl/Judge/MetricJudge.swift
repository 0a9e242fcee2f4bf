package import AviaryStatistics

/// Judges one metric of candidate and stable while its numbers arrive.
///
/// One may ask for the verdict after every number: the probabilities that the plan allows hold for all of them together. A
/// verdict, once fallen, stands.
package struct MetricJudge: Sendable {
    /// How it is judged.
    package let plan: MetricPlan
    /// In numbers of which more is worse.
    private var comparison: any SequentialComparison

    /// Begins without a verdict.
    ///
    /// - Parameter plan: how it is judged; a rate's margin is above -1 and below 1.
    package init(_ plan: MetricPlan) {
        self.plan = plan
        self.comparison =
            switch plan.kind {
            case .rate: BoundedComparison(margin: plan.margin, levels: plan.levels)
            case .mean: MeanComparison(margin: plan.margin, levels: plan.levels)
            case .quantile(let quantile):
                QuantileComparison(
                    quantile: plan.direction == .higherIsWorse ? quantile : 1 - quantile,
                    margin: plan.margin,
                    levels: plan.levels
                )
            }
    }

    /// Takes the next number in.
    ///
    /// - Parameters:
    ///   - value: a finite number; for a rate one of 0...1.
    ///   - arm: `treatment` for the candidate's.
    package mutating func add(_ value: Double, to arm: Arm) {
        let turned =
            switch (self.plan.direction, self.plan.kind) {
            case (.higherIsWorse, _): value
            case (.lowerIsWorse, .rate): 1 - value
            case (.lowerIsWorse, _): -value
            }
        self.comparison.add(turned, to: arm)
    }

    /// What is known.
    package var verdict: Verdict {
        if self.comparison.isAbove { return .fail }
        let isEnough = self.counts.treatment >= self.plan.minimumRequests
        return self.comparison.isBelow && isEnough ? .pass : .continue
    }

    /// How many numbers came.
    package var counts: ArmPair<Int> { self.comparison.counts }

    /// The candidate's mean, rate or quantile less stable's, as it looks now; `nil` before both have numbers.
    package var effect: Double? { self.comparison.effect.map { self.plan.direction == .higherIsWorse ? $0 : -$0 } }

    /// Where that lies, for all times at once.
    package var interval: Bounds {
        let bounds = self.comparison.bounds
        return self.plan.direction == .higherIsWorse ? bounds : Bounds(lower: -bounds.upper, upper: -bounds.lower)
    }

    /// How many more of the candidate's numbers a verdict takes.
    package var forecast: Forecast {
        let missing = self.plan.minimumRequests - self.counts.treatment
        switch self.comparison.forecast {
        case .decided where self.comparison.isBelow && missing > 0: return .about(missing)
        case .about(let more) where (self.effect ?? 0) * self.sign <= self.plan.margin:
            return .about(max(more, missing))
        case let forecast: return forecast
        }
    }

    private var sign: Double { self.plan.direction == .higherIsWorse ? 1 : -1 }
}
