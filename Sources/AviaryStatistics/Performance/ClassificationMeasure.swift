/// How well a classifier does, as one number from 0 to 1.
///
/// Of two classes given by one probability, the measures are those of class 1. Of more, each class is held against all others
/// and the measures are averaged without weights; accuracy is the share of rows that got their class.
public enum ClassificationMeasure: Sendable, Hashable, CaseIterable {
    /// The share of rows that got their class.
    case accuracy
    /// The harmonic mean of precision and recall, `TP / (TP + (FP + FN) / 2)`.
    case f1
    /// `TP / (TP + FP)`.
    case precision
    /// `TP / (TP + FN)`, also called sensitivity.
    case recall
    /// `TN / (TN + FP)`.
    case specificity
    /// The area under the ROC curve; see ``ROCCurve``.
    case rocArea

    /// The measure of a confusion; `nil` for the area, which needs scores.
    ///
    /// - Parameters:
    ///   - confusion: counted or expected.
    ///   - classes: those to average over.
    /// - Returns: 0 for a class whose denominator is 0; accuracy is NaN without rows.
    func value(of confusion: ExpectedConfusion, over classes: Range<Int>) -> Double? {
        func mean(_ part: (ExpectedConfusion.Outcomes) -> (over: Double, under: Double)) -> Double {
            let sum = classes.reduce(0.0) { sum, scored in
                let (over, under) = part(confusion.outcomes(of: scored))
                return sum + (under > 0 ? over / under : 0)
            }
            return sum / Double(classes.count)
        }
        return switch self {
        case .accuracy: confusion.correct / confusion.total
        case .f1: mean { ($0.truePositives, $0.truePositives + ($0.falsePositives + $0.falseNegatives) / 2) }
        case .precision: mean { ($0.truePositives, $0.truePositives + $0.falsePositives) }
        case .recall: mean { ($0.truePositives, $0.truePositives + $0.falseNegatives) }
        case .specificity: mean { ($0.trueNegatives, $0.trueNegatives + $0.falsePositives) }
        case .rocArea: nil
        }
    }
}
