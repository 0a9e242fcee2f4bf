package import AviaryCore

/// Holds one window's number after the other against a bound: the state of one subject, pure and bounded.
///
/// | bound | breached |
/// | --- | --- |
/// | above, below | the number lies beyond; equal to the bound is well |
/// | away from the reference | it differs from the reference's number by more than this share of that number's magnitude; of a reference of 0 any other number does |
/// | learned | see ``LearnedBound`` |
///
/// What is not there, is not finite, or has no reference to be held against is `unknown`.
package struct ThresholdWatch: Sendable, Hashable, Codable {
    private let bound: MonitorSpecification.Bound
    /// What part of the way back from the bound a number has to come before all is well again.
    private let slack: Double
    private var isBreached = false
    private var learned: LearnedBound?

    /// Makes a watch that has seen nothing.
    ///
    /// - Parameters:
    ///   - bound: where a breach begins.
    ///   - window: over how long a time each number is put together; by it accepted false alarms become a rate.
    ///   - slack: by what share of the bound's magnitude a number has to come back inside before a breach ends; 0 for none.
    package init(_ bound: MonitorSpecification.Bound, window: Duration, slack: Double = 0) {
        self.bound = bound
        self.slack = max(0, slack)
        if case .learned(let accepted) = bound { self.learned = LearnedBound(accepting: accepted, window: window) }
    }

    /// Judges a window.
    ///
    /// - Parameters:
    ///   - value: the window's number; `nil` where nothing came.
    ///   - what: what it is a number of, for the evidence.
    ///   - reference: the reference's own number.
    ///   - requests: how many requests it goes by.
    /// - Returns: the finding, and what it goes by.
    package mutating func judge(
        _ value: Double?,
        of what: String,
        reference: Double? = nil,
        requests: Int? = nil
    ) -> (finding: Judgement.Finding, evidence: Judgement.Evidence) {
        guard let value, value.isFinite else { return (.unknown, Self.evidence("\(what) has no number yet", requests)) }
        let number = PlainNumber(value)
        switch self.bound {
        case .above(let limit):
            self.isBreached = value > (self.isBreached ? limit - self.slack * limit.magnitude : limit)
            let word = self.isBreached ? "above" : "not above"
            return self.finding(
                Self.evidence("\(what) is \(number), \(word) \(PlainNumber(limit))", requests, value, limit)
            )
        case .below(let limit):
            self.isBreached = value < (self.isBreached ? limit + self.slack * limit.magnitude : limit)
            let word = self.isBreached ? "below" : "not below"
            return self.finding(
                Self.evidence("\(what) is \(number), \(word) \(PlainNumber(limit))", requests, value, limit)
            )
        case .awayFromReference(let share):
            guard let reference, reference.isFinite else {
                return (.unknown, Self.evidence("\(what) is \(number), and has no reference", requests, value))
            }
            let room = share * reference.magnitude
            let distance = (value - reference).magnitude
            self.isBreached = distance > (self.isBreached ? room - self.slack * room : room)
            let limit = value < reference ? reference - room : reference + room
            let words = "\(what) is \(number), and was \(PlainNumber(reference)) in the reference"
            return self.finding(Self.evidence(words, requests, value, limit))
        case .learned:
            guard var learned else { return (.unknown, Self.evidence("\(what) has no bound", requests, value)) }
            let finding = learned.judge(value)
            self.learned = learned
            let (low, high) = learned.range ?? (.nan, .nan)
            let words =
                finding == .unknown
                ? "\(what) is \(number); \(learned.count) of \(LearnedBound.minimum) windows are known that make a bound"
                : "\(what) is \(number), and was mostly \(PlainNumber(low)) to \(PlainNumber(high)) in \(learned.count) windows"
            var evidence = Self.evidence(words, requests, value, finding == .unknown ? nil : (value < low ? low : high))
            evidence.test = "conformal e-detector"
            evidence.statistic = learned.evidence
            return (finding, evidence)
        }
    }

    private func finding(_ evidence: Judgement.Evidence) -> (finding: Judgement.Finding, evidence: Judgement.Evidence) {
        (self.isBreached ? .breached : .well, evidence)
    }

    private static func evidence(
        _ words: String,
        _ requests: Int?,
        _ value: Double? = nil,
        _ bound: Double? = nil
    ) -> Judgement.Evidence {
        var evidence = Judgement.Evidence(words, value: value, bound: bound)
        evidence.requests = requests
        return evidence
    }
}

/// Whether anything comes at all.
package enum AbsenceWatch {
    /// Judges a moment.
    ///
    /// - Parameters:
    ///   - last: when the last request came; `nil` if none has come since the watch began.
    ///   - began: when the watch began, such as when the program started: what came before is not known.
    ///   - limit: how long it may be silent.
    ///   - now: the time.
    /// - Returns: breached when nothing has come for `limit` or longer, and well otherwise.
    package static func judge(
        last: Timestamp?,
        began: Timestamp,
        limit: Duration,
        at now: Timestamp
    ) -> (finding: Judgement.Finding, evidence: Judgement.Evidence) {
        let from = max(last ?? began, began)
        let silence = now.since(from)
        let isBreached = silence >= limit
        let seconds = max(0, silence.seconds)
        let words =
            isBreached
            ? "no request has come for \(DurationText.print(.seconds(Int64(seconds))))"
            : "the last request came \(PlainNumber(seconds)) s ago"
        var evidence = Judgement.Evidence(words, value: seconds, bound: limit.seconds)
        if isBreached { evidence.since = from }
        return (isBreached ? .breached : .well, evidence)
    }
}
