/// Estimates how well a classifier does on rows whose classes are not known, from its own probabilities.
///
/// A row of probability `p` that is taken for positive is expected to be `p` of a true and `1 - p` of a false positive. Summed
/// over a window this gives the confusion to expect, and the measures of it. That holds as long as the probabilities are
/// calibrated on the window too: where the relation of inputs to classes itself changes (concept drift), the estimate does
/// not see it. This is NannyML's CBPE. Source: Kivimaki, Bialek, Kuberski and Nurminen 2025 (arXiv 2505.05295), section 3.
public struct ConfidenceBasedEstimator: Sendable {
    /// How scores become probabilities, for each column of them.
    public let calibrators: [Calibrator]
    private let spread: SamplingSpread

    /// Learns from a reference, and calibrates those classes whose probabilities gain by it (see ``CalibrationNeed``).
    ///
    /// It is `nil` if the counts differ, a class is out of range, or no complete row is left.
    ///
    /// - Parameters:
    ///   - reference: the classifier's output on rows that it was not trained on; rows with missing probabilities are left out.
    ///   - truth: their classes, as many.
    ///   - method: how to calibrate, if at all.
    ///   - generator: chooses the rows on which calibration is tried.
    /// - Complexity: O(classes * n log n).
    public init?(
        reference: ClassifierOutput,
        truth: [Int],
        calibration method: CalibrationMethod = .isotonic,
        using generator: inout some RandomNumberGenerator
    ) {
        guard let known = Self.known(reference, truth) else { return nil }
        var calibrators: [Calibrator] = []
        for scored in known.output.scoredClasses {
            let (scores, labels) = (known.output.scores(of: scored), known.truth.map { $0 == scored })
            let isNeeded = CalibrationNeed.isMet(by: method, scores: scores, labels: labels, using: &generator)
            guard let fit = Calibrator(isNeeded ? method : .none, scores: scores, labels: labels) else { return nil }
            calibrators.append(fit)
        }
        self.calibrators = calibrators
        self.spread = SamplingSpread(known.output, truth: known.truth)
    }

    /// Learns from a reference how far measures stray, and takes calibrators as they are.
    ///
    /// It is `nil` as above, or if there are more or fewer calibrators than columns.
    ///
    /// - Parameters:
    ///   - reference: as above.
    ///   - truth: as above.
    ///   - calibrators: one for each column of probabilities.
    public init?(reference: ClassifierOutput, truth: [Int], calibrators: [Calibrator]) {
        guard let known = Self.known(reference, truth), calibrators.count == reference.probabilities.columns else {
            return nil
        }
        self.calibrators = calibrators
        self.spread = SamplingSpread(known.output, truth: known.truth)
    }

    /// The confusion to expect of a window.
    ///
    /// - Parameter window: as many columns as the reference; rows with missing probabilities are left out.
    /// - Returns: counts that need not be whole.
    /// - Complexity: O(rows * classes * log n).
    public func confusion(of window: ClassifierOutput) -> ExpectedConfusion {
        let complete = window.complete
        return ExpectedConfusion(probabilities: self.calibrated(complete), predicted: complete.predicted)
    }

    /// The measures to expect of a window.
    ///
    /// - Parameters:
    ///   - window: as many columns as the reference; rows with missing probabilities are left out.
    ///   - measures: which of them.
    /// - Returns: an estimate for each; of an empty window all is NaN.
    /// - Complexity: O(classes * n log n).
    public func estimates(
        of window: ClassifierOutput,
        measures: [ClassificationMeasure] = ClassificationMeasure.allCases
    ) -> [ClassificationMeasure: PerformanceEstimate] {
        let complete = window.complete
        let probabilities = self.calibrated(complete)
        let values = Self.values(of: complete, probabilities: probabilities, measures: measures)
        return values.reduce(into: [:]) { estimates, entry in
            estimates[entry.key] = PerformanceEstimate(
                value: entry.value,
                standardError: self.spread.error(of: entry.key, rows: complete.count)
            )
        }
    }

    /// The measures that a window turned out to have, once its classes are known.
    ///
    /// - Parameters:
    ///   - window: rows with missing probabilities are left out.
    ///   - truth: their classes.
    ///   - measures: which of them.
    /// - Returns: a value for each, with the conventions of `estimates(of:measures:)`; the area is NaN if a class does not
    ///   occur. `nil` if the counts differ, a class is out of range, or no complete row is left.
    public static func realized(
        of window: ClassifierOutput,
        truth: [Int],
        measures: [ClassificationMeasure] = ClassificationMeasure.allCases
    ) -> [ClassificationMeasure: Double]? {
        guard let known = Self.known(window, truth) else { return nil }
        let classes = known.output.scoredClasses
        let certain = RowMatrix(
            known.truth.flatMap { actual in classes.map { $0 == actual ? 1.0 : 0.0 } },
            columns: classes.count
        )
        return Self.values(of: known.output, probabilities: certain, measures: measures)
    }

    private static func values(
        of output: ClassifierOutput,
        probabilities: RowMatrix,
        measures: [ClassificationMeasure]
    ) -> [ClassificationMeasure: Double] {
        guard output.count > 0 else { return measures.reduce(into: [:]) { $0[$1] = .nan } }
        let confusion = ExpectedConfusion(probabilities: probabilities, predicted: output.predicted)
        let classes = output.scoredClasses
        return measures.reduce(into: [:]) { values, measure in
            values[measure] =
                measure.value(of: confusion, over: classes)
                ?? classes.reduce(0) { sum, scored in
                    let positives = probabilities.column(scored - classes.lowerBound)
                    return sum + ROCCurve.area(scores: output.scores(of: scored), positives: positives)
                } / Double(classes.count)
        }
    }

    private static func known(
        _ output: ClassifierOutput,
        _ truth: [Int]
    ) -> (output: ClassifierOutput, truth: [Int])? {
        guard truth.count == output.count, truth.allSatisfy((0..<output.classCount).contains) else { return nil }
        let rows = output.completeRows
        guard !rows.isEmpty else { return nil }
        return (output.rows(rows), rows.map { truth[$0] })
    }

    /// Probabilities that, with several classes, sum to 1 in each row; equal ones where all of them are 0.
    private func calibrated(_ output: ClassifierOutput) -> RowMatrix {
        let columns = output.probabilities.columns
        precondition(columns == self.calibrators.count, "a window has the reference's columns")
        var values = output.probabilities.values
        for row in 0..<output.count {
            var sum = 0.0
            for column in 0..<columns {
                values[row * columns + column] = self.calibrators[column].value(at: values[row * columns + column])
                sum += values[row * columns + column]
            }
            guard columns > 1 else { continue }
            for column in 0..<columns {
                let value = values[row * columns + column]
                values[row * columns + column] = sum == 0 ? 1 / Double(columns) : value / sum
            }
        }
        return RowMatrix(values, columns: columns)
    }
}
