/// Whether scores come nearer to probabilities if they are calibrated.
public enum CalibrationNeed {
    /// Tries a calibrator on data that it was not fitted on.
    ///
    /// Ten times, a tenth of the rows is set aside, with positive labels in proportion; a calibrator is fitted to the others
    /// and applied to that tenth. Calibration is needed if the expected calibration error (ten bins of equal counts) over
    /// all rows set aside is lower with it than without. This is NannyML's needs_calibration, but for the generator that
    /// chooses the rows: where the two errors are close, the answers may differ.
    ///
    /// - Parameters:
    ///   - method: the calibrator to try; `none` is never needed.
    ///   - scores: finite, as if they were probabilities.
    ///   - labels: as many; true for the class that is scored.
    ///   - generator: chooses the rows.
    /// - Returns: false also if the scores all but separate the labels (an area under the ROC curve above 0.999), if fewer
    ///   than two labels of a kind are there, with fewer than 11 rows, and if a score is not finite.
    /// - Complexity: O(n log n).
    public static func isMet(
        by method: CalibrationMethod,
        scores: [Double],
        labels: [Bool],
        using generator: inout some RandomNumberGenerator
    ) -> Bool {
        guard method != .none, scores.count == labels.count, scores.count >= 11 else { return false }
        var kinds = [labels.indices.filter { labels[$0] }, labels.indices.filter { !labels[$0] }]
        guard kinds.allSatisfy({ $0.count >= 2 }) else { return false }
        let area = ROCCurve.area(scores: scores, positives: labels.map { $0 ? 1 : 0 })
        guard area <= 0.999 else { return false }

        let wanted = (scores.count + 9) / 10
        let positives = Int((Double(wanted * kinds[0].count) / Double(scores.count)).rounded())
        var before: [Double] = []
        var after: [Double] = []
        var outcomes: [Bool] = []
        for _ in 0..<10 {
            kinds[0].shuffle(using: &generator)
            kinds[1].shuffle(using: &generator)
            let fitted = Array(kinds[0].dropFirst(positives) + kinds[1].dropFirst(wanted - positives))
            let aside = kinds[0].prefix(positives) + kinds[1].prefix(wanted - positives)
            guard
                let calibrator = Calibrator(
                    method,
                    scores: fitted.map { scores[$0] },
                    labels: fitted.map { labels[$0] }
                )
            else { return false }
            before += aside.map { scores[$0] }
            after += aside.map { calibrator.value(at: scores[$0]) }
            outcomes += aside.map { labels[$0] }
        }
        return CalibrationError.expected(before, labels: outcomes) > CalibrationError.expected(after, labels: outcomes)
    }
}
