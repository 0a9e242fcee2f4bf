package import AviaryCore
internal import AviaryStatistics

/// Whether the relation of inputs to outputs has changed: how wrong the model is, as labels come, held against how wrong it was.
///
/// The first losses are the reference. Then an e-detector looks for a mean above the reference's, with the accepted false alarms
/// as its average run length; the reference's mean is taken three standard errors too great, so that the promise does not hang
/// on its luck. When it signals, the losses since the reference are searched for the change that explains them best.
package struct ConceptWatch: Sendable {
    /// What has changed.
    package struct Change: Sendable, Hashable {
        /// How a concept changes.
        package enum Shape: String, Sendable, Hashable, Codable {
            /// From one label to the next.
            case sudden
            /// Over some time.
            case gradual
            /// Back to what it was before.
            case recurring
        }

        /// When it was noticed.
        package let noticed: Timestamp
        /// When it began, as far as the losses tell.
        package let began: Timestamp
        /// When it began at the earliest, and at the latest.
        package let between: ClosedRange<Timestamp>
        /// How it changed.
        package let shape: Shape
        /// The mean loss before.
        package let before: Double
        /// The mean loss after.
        package let after: Double
        /// The log-likelihood of a step less that of no change.
        package let stepEvidence: Double
        /// The log-likelihood of a ramp less that of a step.
        package let rampEvidence: Double
        /// How many labels it goes by.
        package let labels: Int
    }

    private struct Loss: Sendable {
        let value: Double
        let at: Timestamp
    }

    private enum Stage: Sendable {
        case learning
        case watching(EDetector, bound: Double)
    }

    /// The most losses that a reference is made of, and that are searched for a change.
    package static let mostLosses = 4096
    /// The fewest losses that a reference is made of.
    package static let fewestLosses = 100

    private let falseAlarms: MonitorSpecification.FalseAlarms
    private let wanted: Int
    private var stage = Stage.learning
    private var losses: [Loss] = []
    private var levels = LevelHistory()
    /// The last change, while the losses have not come back to what they were.
    package private(set) var change: Change?
    /// How many losses have come since the change was explained.
    private var sinceExplained = 0
    /// How many losses were taken in.
    package private(set) var count = 0

    /// Begins to watch.
    ///
    /// - Parameter plan: how many losses the reference is made of (`first`; 1000 for any other reference), and how many false
    ///   alarms are accepted.
    package init(_ plan: MonitorSpecification.Drift) {
        self.falseAlarms = plan.falseAlarms
        if case .first(let count) = plan.reference {
            self.wanted = min(max(count, Self.fewestLosses), Self.mostLosses)
        } else {
            self.wanted = 1000
        }
    }

    /// Takes in how wrong an answer was.
    ///
    /// - Parameters:
    ///   - loss: 0 for right, 1 for wholly wrong; other numbers count as the nearer of the two, NaN is left out.
    ///   - time: when the answer was given; labels are taken in in the order of their answers.
    /// - Returns: the change that is noticed now.
    package mutating func add(_ loss: Double, at time: Timestamp) -> Change? {
        guard !loss.isNaN else { return nil }
        let loss = Loss(value: min(1, max(0, loss)), at: time)
        self.count += 1
        self.losses.append(loss)
        switch self.stage {
        case .learning:
            if self.losses.count >= self.wanted { self.begin() }
            return nil
        case .watching(var detector, let bound):
            // Half is dropped at once, so that no loss is moved more often than once.
            if self.losses.count > 2 * Self.mostLosses { self.losses.removeFirst(Self.mostLosses) }
            self.stage = .learning
            let isSignalled = detector.add(loss.value)
            self.stage = .watching(detector, bound: bound)
            if let change {
                self.sinceExplained += 1
                // What begins slowly looks sudden at first, so it is looked at again as more is known.
                if self.sinceExplained >= self.wanted / 4, let later = self.explain(noticed: change.noticed) {
                    self.change = later
                    self.sinceExplained = 0
                }
                self.lookForRecovery(bound)
                return nil
            }
            guard isSignalled else { return nil }
            self.change = self.explain(noticed: time)
            self.sinceExplained = 0
            return self.change
        }
    }

    /// The mean, the variance, and the time of losses.
    private static func moments(_ losses: some Collection<Loss>) -> (mean: Double, variance: Double) {
        let n = Double(max(losses.count, 1))
        let mean = losses.reduce(0) { $0 + $1.value } / n
        let squares = losses.reduce(0) { $0 + ($1.value - mean) * ($1.value - mean) }
        return (mean, losses.count > 1 ? squares / (n - 1) : 0)
    }

    private mutating func begin() {
        let (mean, variance) = Self.moments(self.losses)
        let n = Double(self.losses.count)
        // A reference without a mistake has no variance; the rule of three stands in.
        let allowance = max(3 * (variance / n).squareRoot(), 3 / n)
        // Just below 1 nothing is ever signalled: what is wrong throughout cannot get worse.
        let bound = min(mean + allowance, 1.0.nextDown)
        self.levels.remember(mean: mean, variance: variance, count: self.losses.count)
        self.stage = .watching(EDetector(baseline: bound, averageRunLength: self.runLength), bound: bound)
    }

    /// How many labels come in the time in which one false alarm is accepted.
    private var runLength: Double {
        guard let first = self.losses.first, let last = self.losses.last, self.falseAlarms.count > 0 else { return 1e6 }
        let time = last.at.since(first.at).seconds
        guard time > 0 else { return 1e6 }
        let rate = Double(self.losses.count - 1) / time
        return min(max(rate * self.falseAlarms.period.seconds / self.falseAlarms.count, 100), 1e12)
    }

    private func explain(noticed: Timestamp) -> Change? {
        let recent = Array(self.losses.suffix(Self.mostLosses))
        guard let found = ChangePoint(recent.map(\.value)) else { return nil }
        let after = Self.moments(recent[found.end...])
        let isKnown =
            self.levels.recurrence(mean: after.mean, variance: after.variance, count: recent.count - found.end) != nil
        let shape: Change.Shape =
            if isKnown { .recurring } else { found.shape == .gradual ? .gradual : .sudden }
        return Change(
            noticed: noticed,
            began: recent[found.start].at,
            between: recent[found.interval.lowerBound].at...recent[found.interval.upperBound].at,
            shape: shape,
            before: found.before,
            after: found.after,
            stepEvidence: found.stepEvidence,
            rampEvidence: found.rampEvidence,
            labels: recent.count
        )
    }

    /// The change is over when the last tenth of a reference's number of losses is back below its bound.
    private mutating func lookForRecovery(_ bound: Double) {
        let recent = self.losses.suffix(max(Self.fewestLosses, self.wanted / 10))
        let (mean, _) = Self.moments(recent)
        guard let change, mean <= bound, recent.allSatisfy({ $0.at > change.noticed }) else { return }
        let during = self.losses.filter { $0.at >= change.began && $0.at <= change.noticed }
        let level = Self.moments(during)
        self.levels.remember(mean: level.mean, variance: level.variance, count: during.count)
        self.change = nil
        self.losses = Array(recent)
        self.stage = .watching(EDetector(baseline: bound, averageRunLength: self.runLength), bound: bound)
    }

    /// What is to be said now.
    package var judgement: (finding: Judgement.Finding, evidence: Judgement.Evidence) {
        guard case .watching(_, let bound) = self.stage else {
            let words = "\(self.count) labels are known, \(self.wanted) make a reference"
            return (.unknown, Judgement.Evidence(words))
        }
        guard let change else {
            var evidence = Judgement.Evidence("answers are no more often wrong than they were", bound: bound)
            evidence.value = Self.moments(self.losses.suffix(self.wanted)).mean
            evidence.requests = self.count
            return (.well, evidence)
        }
        let words =
            "\(change.shape.rawValue) change of concept: answers are wrong by \(PlainNumber(change.after)) on average, "
            + "\(PlainNumber(change.before)) before \(change.began.iso8601)"
        var evidence = Judgement.Evidence(words, value: change.after, bound: bound)
        evidence.test = "e-detector"
        evidence.statistic = change.stepEvidence
        evidence.since = change.began
        evidence.change = change.shape.rawValue
        evidence.requests = change.labels
        return (.breached, evidence)
    }
}
