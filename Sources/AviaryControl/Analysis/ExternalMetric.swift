internal import AviaryStatistics

/// What somebody else has said when asked about the candidate.
package enum ExternalAnswer: Sendable, Hashable {
    /// A number, to be held against the check's thresholds.
    case value(Double)
    /// Whether all is well.
    case verdict(Bool)
    /// Nothing that can be used: it came too late, or is of another type.
    case unusable(reason: String)
}

/// What somebody else says, held against thresholds: no test, and no probability of an error is promised.
struct ExternalMetric: MetricWatch {
    private let check: AnalysisMetric.ExternalCheck
    private var usable = 0
    private var badInARow = 0
    private var value: Double?
    private var isGood = false
    private var unusable: String?
    private var hasFailed = false

    /// Begins without an answer.
    init(_ check: AnalysisMetric.ExternalCheck) { self.check = check }

    mutating func add(_ sample: Sample) {}

    mutating func add(_ answer: ExternalAnswer) {
        switch answer {
        // Neither good nor bad: it ends no row of bad ones.
        case .unusable(let reason): self.unusable = reason
        case .value(let value) where !value.isFinite: self.unusable = "its answer is \(value)"
        case .value where self.check.below == nil && self.check.above == nil:
            self.unusable = "its answer is a number, and there is no threshold"
        case .value(let value):
            let isBelow = self.check.below.map { value < $0 } ?? true
            let isAbove = self.check.above.map { value > $0 } ?? true
            self.take(isGood: isBelow && isAbove, value)
        case .verdict(let isGood): self.take(isGood: isGood, nil)
        }
    }

    private mutating func take(isGood: Bool, _ value: Double?) {
        self.usable += 1
        self.value = value
        self.isGood = isGood
        self.unusable = nil
        self.badInARow = isGood ? 0 : self.badInARow + 1
        self.hasFailed = self.hasFailed || self.badInARow > self.check.failureLimit
    }

    var verdict: Verdict {
        if self.hasFailed { return .fail }
        return self.usable > 0 && self.isGood && self.unusable == nil ? .pass : .continue
    }

    var finding: MetricFinding {
        var finding = MetricFinding(
            effect: self.value,
            bounds: .unknown,
            counts: ArmPair(control: 0, treatment: self.usable),
            forecast: self.verdict == .continue ? .unknown : .decided
        )
        finding.subject = self.usable > 0 ? self.words : nil
        return finding
    }

    var obstacle: String? {
        if let unusable { return unusable }
        return self.usable == 0 ? "no answer has come" : nil
    }

    private var words: String {
        let said = self.value.map { "said \(PlainNumber($0))" } ?? (self.isGood ? "approved" : "disapproved")
        let row = self.badInARow > 1 ? ", bad answer \(self.badInARow) in a row" : ""
        return "\(said)\(row)"
    }
}
