/// How far a regression's predictions are off, as one number; 0 is best.
public enum RegressionMeasure: Sendable, Hashable, CaseIterable {
    /// The mean of `|truth - prediction|`, in the unit of the truth.
    case meanAbsoluteError
    /// The mean of `(truth - prediction)^2`, in that unit squared.
    case meanSquaredError
    /// The root of the mean squared error, in the unit of the truth.
    case rootMeanSquaredError
}

/// Estimates how far a regression is off on rows whose truth is not known.
///
/// A second model learns on a reference how large the loss of a row is, from the row's features and its prediction; a window's
/// estimate is the mean of what that model says of its rows, of which none counts below 0. That holds as long as the relation
/// of inputs to truth stays what it was in the reference. This is NannyML's DLE, with its standard errors: the deviation of
/// the reference's losses over the root of the window's rows, for the root mean squared error divided by twice that error.
/// NannyML's second model is a LightGBM; this one is ``GradientBoosting``, so estimates agree in quality, not in digits.
/// Source: NannyML's documentation of Direct Loss Estimation, 2022.
public struct DirectLossEstimator: Sendable {
    private struct Loss {
        let model: GradientBoosting
        let mean: Double
        let deviation: Double

        init?(_ table: RowMatrix, categories: Set<Int>, losses: [Double], settings: GradientBoosting.Settings) {
            let fit = GradientBoosting(table, categories: categories, targets: losses, settings: settings)
            guard let model = fit else { return nil }
            let mean = losses.reduce(0, +) / Double(losses.count)
            let squares = losses.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            self.model = model
            self.mean = mean
            self.deviation = (squares / Double(losses.count)).squareRoot()
        }

        func estimate(_ table: RowMatrix) -> PerformanceEstimate {
            let sum = self.model.predictions(table).reduce(0) { $0 + max(0, $1) }
            let rows = Double(table.rows)
            return PerformanceEstimate(value: sum / rows, standardError: self.deviation / rows.squareRoot())
        }
    }

    private let absolute: Loss
    private let squared: Loss

    /// Learns from a reference.
    ///
    /// It is `nil` if the counts differ, or if no row is left.
    ///
    /// - Parameters:
    ///   - features: those of each row; what is not finite counts as missing, which the second model takes as it is.
    ///   - categories: the columns of features whose numbers are codes of categories, in no order.
    ///   - predictions: one a row; rows whose prediction or truth is not finite are left out.
    ///   - truth: one a row.
    ///   - settings: of the second model.
    /// - Complexity: as ``GradientBoosting``, twice.
    public init?(
        features: RowMatrix,
        categories: Set<Int> = [],
        predictions: [Double],
        truth: [Double],
        settings: GradientBoosting.Settings = .init()
    ) {
        guard predictions.count == features.rows, truth.count == features.rows else { return nil }
        let rows = predictions.indices.filter { (truth[$0] - predictions[$0]).isFinite }
        let table = Self.table(features, predictions, rows)
        let errors = rows.map { abs(truth[$0] - predictions[$0]) }
        func learn(_ losses: [Double]) -> Loss? {
            Loss(table, categories: categories, losses: losses, settings: settings)
        }
        guard let absolute = learn(errors), let squared = learn(errors.map { $0 * $0 }) else { return nil }
        self.absolute = absolute
        self.squared = squared
    }

    /// The measures to expect of a window.
    ///
    /// - Parameters:
    ///   - features: as many columns as the reference.
    ///   - predictions: one a row; rows whose prediction is not finite are left out.
    /// - Returns: an estimate for each measure; of an empty window all is NaN. `nil` if the counts differ.
    /// - Complexity: O(rows * (columns + trees * depth)).
    public func estimates(
        features: RowMatrix,
        predictions: [Double]
    ) -> [RegressionMeasure: PerformanceEstimate]? {
        guard predictions.count == features.rows else { return nil }
        let table = Self.table(features, predictions, predictions.indices.filter { predictions[$0].isFinite })
        let squared = self.squared.estimate(table)
        return [
            .meanAbsoluteError: self.absolute.estimate(table),
            .meanSquaredError: squared,
            .rootMeanSquaredError: PerformanceEstimate(
                value: squared.value.squareRoot(),
                standardError: squared.standardError / (2 * self.squared.mean.squareRoot())
            ),
        ]
    }

    /// The features with the prediction as a last column.
    private static func table(_ features: RowMatrix, _ predictions: [Double], _ rows: [Int]) -> RowMatrix {
        var values: [Double] = []
        values.reserveCapacity(rows.count * (features.columns + 1))
        for row in rows {
            values += features.values[row * features.columns..<(row + 1) * features.columns]
            values.append(predictions[row])
        }
        return RowMatrix(values, columns: features.columns + 1)
    }
}
