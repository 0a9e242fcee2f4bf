package import AviaryCore

/// How wrong one prediction was, as its label tells.
package struct JoinedLabel: Sendable, Hashable {
    /// The prediction's name.
    package let id: PredictionID
    /// When it was made.
    package let at: Timestamp
    /// 0 or 1 for a class, how far off for a number.
    package let error: Double
    /// Whether it is a number that was predicted.
    package let isNumber: Bool

    /// Describes how wrong a prediction was.
    ///
    /// - Parameters:
    ///   - id: the prediction's name.
    ///   - at: when it was made.
    ///   - error: 0 or 1 for a class, how far off for a number.
    ///   - isNumber: whether it is a number that was predicted.
    package init(_ id: PredictionID, at: Timestamp, error: Double, isNumber: Bool) {
        self.id = id
        self.at = at
        self.error = error
        self.isNumber = isNumber
    }
}

/// Brings labels and logged predictions together, each prediction once, in whatever order both come.
///
/// Of each side so many are kept as its capacity says, those that wait and those that are joined alike; then the oldest are
/// forgotten. What is forgotten before its other half came counts as unknown; what comes twice is told as long as its first
/// is remembered.
package struct LabelJoin: Sendable {
    /// What became of a label or a prediction.
    package enum Outcome: Sendable, Hashable {
        /// Both halves are there now.
        case joined(JoinedLabel)
        /// The other half has not come.
        case waiting
        /// It was there before, and is the same.
        case duplicate
        /// The prediction has another label, which came first and counts.
        case conflicting(first: String)
        /// The prediction has no output that a label can be held against.
        case unusableAnswer
        /// The label says nothing about the prediction: no number for a number, or a text that is too long.
        case unusableLabel
    }

    /// How much came, and what became of it.
    package struct Counts: Sendable, Hashable {
        /// Predictions that are joined with their label.
        package var joined = 0
        /// Labels that came a second time.
        package var duplicates = 0
        /// Labels that say otherwise than an earlier one.
        package var conflicting = 0
        /// Labels whose predictions have no output that they can be held against.
        package var unusableAnswers = 0
        /// Labels that say nothing about their predictions.
        package var unusableLabels = 0
        /// Labels whose predictions are not known, or not yet.
        package var unknown = 0
        /// Of the unknown ones, those that were forgotten: they are not joined any more.
        package var forgotten = 0
        /// Predictions that came a second time.
        package var repeatedAnswers = 0

        /// All labels that came.
        package var labels: Int {
            self.joined + self.duplicates + self.conflicting + self.unusableAnswers + self.unusableLabels + self.unknown
        }
    }

    private struct Label: Sendable {
        let text: String
        var isSettled: Bool
    }

    private enum Answer: Sendable {
        case waiting(LoggedAnswer?, Timestamp)
        case settled
    }

    /// The most bytes of a label.
    package static let longestLabel = 1024

    /// How much came, and what became of it.
    package private(set) var counts = Counts()
    private var labels: BoundedTable<Label>
    private var answers: BoundedTable<Answer>

    /// Begins without labels and predictions.
    ///
    /// - Parameters:
    ///   - labels: how many labels are remembered.
    ///   - answers: how many predictions are remembered that came before their labels.
    package init(labels: Int = 1_000_000, answers: Int = 100_000) {
        self.labels = BoundedTable(capacity: labels)
        self.answers = BoundedTable(capacity: answers)
    }

    /// The label of a prediction.
    ///
    /// - Parameter id: the prediction's name.
    /// - Returns: the one that counts; `nil` where none has come, or it is forgotten.
    package func label(of id: PredictionID) -> String? { self.labels[id]?.text }

    /// Takes in a label.
    ///
    /// - Parameters:
    ///   - label: what is right.
    ///   - id: the prediction's name.
    /// - Returns: what became of it.
    /// - Complexity: O(1).
    package mutating func add(label: String, for id: PredictionID) -> Outcome {
        guard label.utf8.count <= Self.longestLabel else {
            self.counts.unusableLabels += 1
            return .unusableLabel
        }
        if let known = self.labels[id] {
            guard known.text != label else {
                self.counts.duplicates += 1
                return .duplicate
            }
            self.counts.conflicting += 1
            return .conflicting(first: known.text)
        }
        let answer = self.answers[id]
        if case .settled? = answer {
            // Its first label is forgotten, so it cannot be told whether this is the same.
            self.counts.duplicates += 1
            return .duplicate
        }
        let forgotten = self.labels.insert(Label(text: label, isSettled: answer != nil), for: id)
        if let forgotten, !forgotten.isSettled { self.counts.forgotten += 1 }
        guard case .waiting(let said, let time)? = answer else {
            self.counts.unknown += 1
            return .waiting
        }
        self.answers.replace(.settled, for: id)
        return self.settle(label, said, at: time, id)
    }

    /// Takes in a prediction.
    ///
    /// - Parameters:
    ///   - answer: what it has said; `nil` where it has no output that a label can be held against.
    ///   - time: when it was made.
    ///   - id: its name.
    /// - Returns: what became of it.
    /// - Complexity: O(1).
    package mutating func add(_ answer: LoggedAnswer?, at time: Timestamp, for id: PredictionID) -> Outcome {
        let label = self.labels[id]
        guard self.answers[id] == nil, label?.isSettled != true else {
            self.counts.repeatedAnswers += 1
            return .duplicate
        }
        guard let label else {
            _ = self.answers.insert(.waiting(answer, time), for: id)
            return .waiting
        }
        self.labels.replace(Label(text: label.text, isSettled: true), for: id)
        self.counts.unknown -= 1
        return self.settle(label.text, answer, at: time, id)
    }

    private mutating func settle(
        _ label: String,
        _ answer: LoggedAnswer?,
        at time: Timestamp,
        _ id: PredictionID
    ) -> Outcome {
        guard let answer else {
            self.counts.unusableAnswers += 1
            return .unusableAnswer
        }
        guard let error = answer.error(label: label) else {
            self.counts.unusableLabels += 1
            return .unusableLabel
        }
        self.counts.joined += 1
        let isNumber = if case .number = answer { true } else { false }
        return .joined(JoinedLabel(id, at: time, error: error, isNumber: isNumber))
    }
}
