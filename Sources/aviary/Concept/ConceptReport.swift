import AviaryControl
import AviaryCore
import AviaryOffline

/// What labels say of a model, for people and for programs.
struct ConceptReport {
    private let outcome: ConceptRun.Outcome
    private let sheet: LabelledPredictions
    private let detector: String
    private let endpoint: String
    /// How many predictions the reference is to have.
    private let reference: Int

    init(
        _ outcome: ConceptRun.Outcome,
        _ sheet: LabelledPredictions,
        detector: String,
        endpoint: String,
        reference: Int
    ) {
        self.outcome = outcome
        self.sheet = sheet
        self.detector = detector
        self.endpoint = endpoint
        self.reference = reference
    }

    /// What the outcome alone does not say, a sentence each.
    var notes: [String] {
        guard self.sheet.predictions > 0 else {
            return ["there is no prediction of '\(self.endpoint)': see --endpoint and --version"]
        }
        if self.outcome.count == 0, self.sheet.counts.unusableAnswers > 0 {
            return ["no labelled prediction has an output that is an answer: --output names it, --as says what it is"]
        }
        guard self.outcome.isKnown, self.outcome.scale.greatest == nil, self.outcome.before == 1 else { return [] }
        return [
            "every answer of the reference is wrong: are labels and answers of the same classes? Nothing can get worse."
        ]
    }

    /// For people.
    var text: String {
        var lines = [self.style("\(self.endpoint): \(self.head)")]
        for change in self.outcome.changes { lines += self.lines(change) }
        if self.outcome.isOver == true { lines.append("It is over: the last labels are as in the reference again.") }
        if let expected = self.sheet.expected { lines += self.lines(expected) }
        let counts = self.sheet.counts
        let parts = [
            (counts.unknown, "unknown"), (counts.duplicates, "duplicate"), (counts.conflicting, "conflicting"),
            (counts.unusableAnswers, "of a prediction without a usable output"),
            (counts.unusableLabels, "that are not usable"), (self.sheet.unreadable, "in rows passed over"),
        ]
        let rest = parts.map { "\($0) \($1)" }.joined(separator: ", ")
        lines.append("")
        lines.append("Labels: \(self.sheet.rows) rows, \(counts.joined) joined, \(rest)")
        lines.append("Predictions: \(self.sheet.predictions), of which \(counts.joined) have a label")
        return lines.joined(separator: "\n") + "\n"
    }

    private var style: Style {
        guard self.outcome.isKnown else { return .odd }
        return self.outcome.changes.isEmpty ? .good : .bad
    }

    private var head: String {
        guard self.outcome.isKnown, let after = self.outcome.after else {
            return
                "too few labels to say: \(self.outcome.count) joined, more than \(self.reference) are needed (--reference)"
        }
        let errors =
            "\(self.errorName) \(self.error(self.outcome.before)) in the reference, \(self.error(after)) after it"
        switch self.outcome.changes.count {
        case 0: return "no change; \(errors)"
        case 1: return "1 change; \(errors)"
        case let count: return "\(count) changes; \(errors)"
        }
    }

    private func lines(_ change: ConceptWatch.Change) -> [String] {
        let step = ShortNumber.text(change.stepEvidence)
        let ramp = ShortNumber.text(change.rampEvidence)
        return [
            "\(change.shape.rawValue) change: \(self.errorName) \(self.error(change.before)) before, \(self.error(change.after)) after",
            "  began    \(change.began.iso8601), between \(change.between.lowerBound.iso8601) and \(change.between.upperBound.iso8601)",
            "  noticed  \(change.noticed.iso8601) by \(self.detector)",
            "  evidence a step against no change \(step), a ramp against a step \(ramp) (log-likelihood, \(change.labels) labels)",
        ]
    }

    private func lines(_ expected: ExpectedAccuracy) -> [String] {
        guard let reference = expected.reference else {
            return [
                "No estimate: \(expected.calibrated) predictions with probabilities have a label, too few to calibrate"
            ]
        }
        guard let all = expected.all, let least = expected.least, let last = expected.last else {
            return ["No estimate: no prediction follows the reference"]
        }
        return [
            "Expected share of right answers: \(ShortNumber.text(all.value)) in \(all.count) predictions after the reference"
                + " (\(ShortNumber.text(reference)) in it)",
            "  last window \(self.text(last)), least of any window \(self.text(least))",
        ]
    }

    private func text(_ estimate: ExpectedAccuracy.Estimate) -> String {
        let error = estimate.standardError.map { " (standard error \(ShortNumber.text($0)))" } ?? ""
        return ShortNumber.text(estimate.value) + error
    }

    private var errorName: String { self.outcome.scale.greatest == nil ? "share of wrong answers" : "mean error" }

    private func error(_ loss: Double) -> String { ShortNumber.text(self.scaled(loss)) }

    /// In the unit of the numbers that are predicted, where some are.
    private func scaled(_ loss: Double) -> Double {
        guard let greatest = self.outcome.scale.greatest, greatest > 0 else { return loss }
        return loss * greatest
    }

    /// For programs.
    var json: JSONValue {
        let counts = self.sheet.counts
        let verdict = !self.outcome.isKnown ? "unknown" : self.outcome.changes.isEmpty ? "steady" : "changed"
        return [
            "endpoint": .string(self.endpoint),
            "verdict": .string(verdict),
            "detector": .string(self.detector),
            "labels": [
                "rows": .integer(self.sheet.rows), "joined": .integer(counts.joined),
                "unknown": .integer(counts.unknown),
                "duplicate": .integer(counts.duplicates), "conflicting": .integer(counts.conflicting),
                "withoutOutput": .integer(counts.unusableAnswers), "unusable": .integer(counts.unusableLabels),
                "unreadable": .integer(self.sheet.unreadable), "forgotten": .integer(counts.forgotten),
            ],
            "predictions": .integer(self.sheet.predictions),
            "reference": .integer(self.outcome.reference),
            "error": .string(self.outcome.scale.greatest == nil ? "wrong" : "absolute"),
            "largestError": Self.number(self.outcome.scale.greatest),
            "referenceError": Self.number(self.outcome.count == 0 ? nil : self.scaled(self.outcome.before)),
            "laterError": Self.number(self.outcome.after.map(self.scaled)),
            "over": self.outcome.isOver.map { .bool($0) } ?? .null,
            "changes": .array(self.outcome.changes.map(self.json)),
            "expected": self.sheet.expected.map(Self.json) ?? .null,
        ]
    }

    private func json(_ change: ConceptWatch.Change) -> JSONValue {
        [
            "kind": .string(change.shape.rawValue),
            "began": .string(change.began.iso8601),
            "earliest": .string(change.between.lowerBound.iso8601),
            "latest": .string(change.between.upperBound.iso8601),
            "noticed": .string(change.noticed.iso8601),
            "before": Self.number(self.scaled(change.before)),
            "after": Self.number(self.scaled(change.after)),
            "stepEvidence": Self.number(change.stepEvidence),
            "rampEvidence": Self.number(change.rampEvidence),
            "labels": .integer(change.labels),
        ]
    }

    private static func json(_ expected: ExpectedAccuracy) -> JSONValue {
        [
            "reference": self.number(expected.reference), "calibratedWith": .integer(expected.calibrated),
            "all": self.json(expected.all), "last": self.json(expected.last), "least": self.json(expected.least),
        ]
    }

    private static func json(_ estimate: ExpectedAccuracy.Estimate?) -> JSONValue {
        guard let estimate else { return .null }
        return [
            "predictions": .integer(estimate.count), "accuracy": self.number(estimate.value),
            "standardError": self.number(estimate.standardError),
        ]
    }

    private static func number(_ value: Double?) -> JSONValue {
        guard let value, value.isFinite else { return .null }
        return .number("\(value)")
    }
}
