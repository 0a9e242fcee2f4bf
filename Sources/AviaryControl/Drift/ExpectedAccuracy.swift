internal import AviaryStatistics

/// How often a classifier is expected to be right where no labels are known, by its own probabilities (CBPE).
///
/// The first predictions with labels calibrate the probabilities, by isotonic regression of each class; the windows after them
/// are estimated, with labels or without. It does not see a change of the concept itself, which labels alone tell.
package struct ExpectedAccuracy: Sendable {
    /// What is expected of some predictions.
    package struct Estimate: Sendable, Hashable {
        /// How many predictions they are.
        package let count: Int
        /// The share of right answers.
        package let value: Double
        /// How far a window of so many strays by chance; `nil` where that is not known.
        package let standardError: Double?
    }

    private let wanted: Int
    private var classes: [String] = []
    private var known: [(scores: LoggedScores, truth: Int)] = []
    private var window: [LoggedScores] = []
    private var estimator: ConfidenceBasedEstimator?
    private var sum = 0.0
    private var count = 0
    /// How often it was right in the predictions that calibrate; `nil` while they are too few.
    package private(set) var reference: Double?
    /// The window for which least is expected.
    package private(set) var least: Estimate?
    /// The last window.
    package private(set) var last: Estimate?

    /// Begins without predictions.
    ///
    /// - Parameter reference: how many predictions with labels calibrate, and how many make a window, at least 1.
    package init(reference: Int) { self.wanted = max(1, reference) }

    /// How many predictions with labels there are for calibration.
    package var calibrated: Int { self.known.count }

    /// What is expected of all windows together; `nil` where there is none.
    package var all: Estimate? {
        guard self.count > 0 else { return nil }
        return Estimate(count: self.count, value: self.sum / Double(self.count), standardError: nil)
    }

    /// Takes in a prediction, in the order of time.
    ///
    /// - Parameters:
    ///   - scores: its probabilities; those of other classes than the first prediction's are passed over.
    ///   - label: what is right; `nil` where that is not known.
    package mutating func add(_ scores: LoggedScores, label: String?) {
        if self.classes.isEmpty { self.classes = scores.classes }
        guard scores.classes == self.classes else { return }
        guard self.estimator == nil else {
            self.window.append(scores)
            if self.window.count == self.wanted { self.close() }
            return
        }
        guard let label, let truth = scores.place(of: label) else { return }
        self.known.append((scores, truth))
        if self.known.count == self.wanted { self.calibrate() }
    }

    /// Estimates what is left over, as a smaller window.
    package mutating func end() {
        if !self.window.isEmpty { self.close() }
    }

    private func output(_ scores: [LoggedScores]) -> ClassifierOutput? {
        ClassifierOutput(
            probabilities: RowMatrix(scores.flatMap(\.probabilities), columns: self.classes.count),
            predicted: scores.map(\.predicted)
        )
    }

    private mutating func calibrate() {
        let truth = self.known.map(\.truth)
        guard let output = self.output(self.known.map(\.scores)) else { return }
        let calibrators = self.classes.indices.compactMap { place in
            Calibrator(
                .isotonic,
                scores: self.known.map { $0.scores.probabilities[place] },
                labels: truth.map { $0 == place }
            )
        }
        self.estimator = ConfidenceBasedEstimator(reference: output, truth: truth, calibrators: calibrators)
        let right = self.known.count { $0.scores.predicted == $0.truth }
        self.reference = Double(right) / Double(self.known.count)
    }

    private mutating func close() {
        defer { self.window = [] }
        guard let output = self.output(self.window),
            let found = self.estimator?.estimates(of: output, measures: [.accuracy])[.accuracy], found.value.isFinite
        else { return }
        let error = found.standardError.isFinite ? found.standardError : nil
        let estimate = Estimate(count: self.window.count, value: found.value, standardError: error)
        self.sum += found.value * Double(estimate.count)
        self.count += estimate.count
        self.last = estimate
        if estimate.value < self.least?.value ?? .infinity { self.least = estimate }
    }
}
