internal import AviaryStatistics

/// How often a reply takes longer than stable's usually do.
///
/// What is slow is a quantile of stable's first replies, and a millisecond. They are not counted afterwards, and nor are the
/// candidate's of that time, so that the bound has nothing to do with what is held against it.
struct SlownessMetric: MetricWatch {
    /// What nobody notices, in seconds.
    ///
    /// A candidate with a small share finds its memory cold and takes some microseconds more, surely so and to nobody's harm;
    /// it would be taken out for what ends when it has all requests.
    private static let unnoticed = 0.001

    private let quantile: Double
    private let margin: Double
    private let levels: ErrorLevels
    private let room: Int
    private var first: [Double] = []
    private var comparison: ComparedMetric?

    /// Begins without a bound.
    init(quantile: Double, margin: Double, levels: ErrorLevels) {
        self.quantile = quantile
        self.margin = margin
        self.levels = levels
        // About twenty beyond the bound. That is a fifth of its share more or less, for both versions alike.
        self.room = Int(min(max(20 / (1 - quantile), 200), 5000))
    }

    mutating func add(_ sample: Sample) {
        guard self.comparison == nil else {
            self.comparison?.add(sample)
            return
        }
        guard sample.source == .stable, let latency = sample.latency, latency.isFinite else { return }
        self.first.append(latency)
        guard self.first.count == self.room else { return }
        let rank = Int((Double(self.room) * self.quantile).rounded(.up))
        let bound = self.first.sorted()[min(max(rank, 1), self.room) - 1] + Self.unnoticed
        self.comparison = ComparedMetric(.slowness(bound), .rate, margin: self.margin, levels: self.levels)
        self.first = []
    }

    var verdict: Verdict { self.comparison?.verdict ?? .continue }

    var finding: MetricFinding {
        self.comparison?.finding
            ?? MetricFinding(
                effect: nil,
                bounds: .unknown,
                counts: ArmPair(control: 0, treatment: 0),
                forecast: .unknown
            )
    }

    var obstacle: String? {
        guard let comparison else {
            return "stable has had \(self.first.count) of the \(self.room) replies by which it is known what is slow"
        }
        return comparison.obstacle
    }
}
