package import AviaryStatistics

/// Watches one metric of an analysis.
protocol MetricWatch: Sendable {
    /// Takes in what a request has shown; what has no bearing on the metric is passed over.
    ///
    /// - Parameter sample: what a request has shown.
    mutating func add(_ sample: Sample)

    /// Takes in what somebody else says.
    ///
    /// - Parameter answer: what they say.
    mutating func add(_ answer: ExternalAnswer)

    /// What is known; a failure, once it is known, stands.
    var verdict: Verdict { get }

    /// What is known in numbers.
    var finding: MetricFinding { get }

    /// What keeps the metric from being computed, in words; `nil` where nothing does.
    var obstacle: String? { get }
}

extension MetricWatch {
    mutating func add(_ answer: ExternalAnswer) {}
}

/// What is known of a metric in numbers.
package struct MetricFinding: Sendable, Hashable {
    /// Candidate less stable, or what is measured of the candidate alone; `nil` where there are no numbers.
    package var effect: Double?
    /// The lower end of where that lies, for all times at once; `nil` where nothing is known.
    package var lower: Double?
    /// The upper end of where that lies, for all times at once; `nil` where nothing is known.
    package var upper: Double?
    /// How many numbers stable had.
    package var stableCount = 0
    /// How many numbers the candidate had.
    package var candidateCount = 0
    /// How many more of the candidate's numbers a verdict takes.
    package var forecast = Forecast.unknown
    /// What the numbers are about, where the metric's name does not say it: a class, or an answer.
    package var subject: String?

    /// What a test says that compares both versions.
    init(effect: Double?, bounds: Bounds, counts: ArmPair<Int>, forecast: Forecast) {
        self.effect = effect
        self.lower = bounds.lower.isFinite ? bounds.lower : nil
        self.upper = bounds.upper.isFinite ? bounds.upper : nil
        self.stableCount = counts.control
        self.candidateCount = counts.treatment
        self.forecast = forecast
    }
}

extension Sample {
    /// Which of the two streams it belongs to.
    var arm: Arm { self.source == .candidate ? .treatment : .control }
}
