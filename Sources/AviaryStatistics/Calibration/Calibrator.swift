/// How a classifier's scores become probabilities.
public enum CalibrationMethod: Sendable, Hashable, CaseIterable {
    /// Scores are probabilities already.
    case none
    /// By ``IsotonicRegression``: any shape that does not decrease; wants some hundreds of labels.
    case isotonic
    /// By ``PlattScaling``: a logistic curve; does with fewer labels.
    case platt
}

/// A function from a classifier's score for one class to the probability of that class.
public enum Calibrator: Sendable, Hashable {
    /// The score itself.
    case none
    /// A fitted step-like function.
    case isotonic(IsotonicRegression)
    /// A fitted logistic curve.
    case platt(PlattScaling)

    /// Fits a calibrator.
    ///
    /// It is `nil` without scores, or if the counts differ or a score is not finite.
    ///
    /// - Parameters:
    ///   - method: `none` needs no labels and always succeeds.
    ///   - scores: finite.
    ///   - labels: as many; true for the class that is scored.
    public init?(_ method: CalibrationMethod, scores: [Double], labels: [Bool]) {
        switch method {
        case .none: self = .none
        case .isotonic:
            guard let fit = IsotonicRegression(x: scores, y: labels.map { $0 ? 1 : 0 }) else { return nil }
            self = .isotonic(fit)
        case .platt:
            guard let fit = PlattScaling(scores: scores, labels: labels) else { return nil }
            self = .platt(fit)
        }
    }

    /// The probability at a score; NaN gives NaN.
    public func value(at score: Double) -> Double {
        switch self {
        case .none: score
        case .isotonic(let fit): fit.value(at: score)
        case .platt(let fit): fit.value(at: score)
        }
    }
}
