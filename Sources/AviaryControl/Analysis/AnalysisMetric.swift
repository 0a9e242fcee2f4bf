/// One thing by which a candidate is judged.
package struct AnalysisMetric: Sendable, Hashable, Codable {
    /// What is measured.
    package enum Measure: Sendable, Hashable, Codable {
        /// How often a version fails a request.
        case errorRate
        /// How often stable had to answer for the candidate.
        case fallbackRate
        /// How often a reply takes longer than a bound.
        case slowerThan(LatencyBound)
        /// How long a reply takes, in seconds.
        case latencyMean
        /// A quantile of how long a reply takes, in seconds.
        case latencyQuantile(Double)
        /// How often an output is null, empty or not a number.
        case emptyRate
        /// How sure the version is of what it says, 0...1; less is worse.
        case confidence
        /// By how much the share of any class differs, to either side.
        case classShares
        /// How often the candidate's outputs differ from stable's for the same request; the margin is the most that may be.
        case disagreement
        /// How often the label that came later is another one.
        case labelError
        /// How often the same request is made again.
        case retryRate
        /// How often a person corrects the answer.
        case correctionRate
        /// What a query to Prometheus says; a threshold, and no test.
        case prometheus(ExternalCheck)
        /// What a webhook says; a threshold or its own verdict, and no test.
        case webhook(ExternalCheck)
    }

    /// What is slow.
    package enum LatencyBound: Sendable, Hashable, Codable {
        /// Longer than this.
        case absolute(Duration)
        /// Longer, by a millisecond at least, than this quantile of stable's own replies, as it was when the analysis began.
        case stableQuantile(Double)
    }

    /// What somebody else is asked.
    package struct ExternalCheck: Sendable, Hashable, Codable {
        /// Where.
        package let url: String
        /// In what words, for Prometheus.
        package let query: String?
        /// The value must be below this.
        package let below: Double?
        /// The value must be above this.
        package let above: Double?
        /// How often it is asked.
        package let interval: Duration
        /// How long an answer may take.
        package let timeout: Duration
        /// How many answers in a row may be bad before the candidate has failed.
        package let failureLimit: Int

        /// Makes a check.
        ///
        /// - Parameters:
        ///   - url: where.
        ///   - query: in what words, for Prometheus.
        ///   - below: the value must be below this.
        ///   - above: the value must be above this.
        ///   - interval: how often it is asked.
        ///   - timeout: how long an answer may take.
        ///   - failureLimit: how many answers in a row may be bad before the candidate has failed.
        package init(
            url: String,
            query: String? = nil,
            below: Double? = nil,
            above: Double? = nil,
            interval: Duration = .seconds(30),
            timeout: Duration = .seconds(5),
            failureLimit: Int = 0
        ) {
            self.url = url
            self.query = query
            self.below = below
            self.above = above
            self.interval = interval
            self.timeout = timeout
            self.failureLimit = failureLimit
        }
    }

    /// Its name, once in an analysis.
    package let name: String
    /// What is measured.
    package let measure: Measure
    /// By how much the candidate may be worse, in the measure's unit.
    package let margin: Double

    /// Makes a metric.
    ///
    /// - Parameters:
    ///   - name: its name.
    ///   - measure: what is measured.
    ///   - margin: by how much the candidate may be worse.
    package init(name: String, measure: Measure, margin: Double) {
        self.name = name
        self.measure = measure
        self.margin = margin
    }

    /// What a candidate is judged by where nobody says otherwise: it fails and is slow hardly more often than stable.
    package static let usual = [
        AnalysisMetric(name: "error-rate", measure: .errorRate, margin: 0.01),
        AnalysisMetric(name: "slower-than", measure: .slowerThan(.stableQuantile(0.95)), margin: 0.05),
    ]
}
