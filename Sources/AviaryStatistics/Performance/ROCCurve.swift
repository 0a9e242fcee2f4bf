/// The receiver operating characteristic: true against false positives for every score from which on rows may count as
/// positive.
public enum ROCCurve {
    /// The area under the curve: the probability that a positive row scores above a negative one, equal scores counting half.
    ///
    /// With labels it is scikit-learn's roc_auc_score; with probabilities of being positive it is the area that is to be
    /// expected, as NannyML estimates it. Source: Hanley and McNeil 1982 (Radiology 143).
    ///
    /// - Parameters:
    ///   - scores: higher means rather positive.
    ///   - positives: as many, within 0...1: 1 for a positive row, 0 for a negative one, or a probability between.
    /// - Returns: from 0 to 1; NaN if there is no positive or no negative share, or if a number is NaN.
    /// - Complexity: O(n log n).
    public static func area(scores: [Double], positives: [Double]) -> Double {
        precondition(scores.count == positives.count, "every row has a score")
        guard !scores.contains(where: \.isNaN) else { return .nan }
        let order = scores.indices.sorted { scores[$0] > scores[$1] }
        var (truePositives, falsePositives, area) = (0.0, 0.0, 0.0)
        var start = 0
        while start < order.count {
            var end = start
            var (gained, lost) = (0.0, 0.0)
            while end < order.count && scores[order[end]] == scores[order[start]] {
                gained += positives[order[end]]
                lost += 1 - positives[order[end]]
                end += 1
            }
            area += lost * (truePositives + gained / 2)
            truePositives += gained
            falsePositives += lost
            start = end
        }
        guard truePositives > 0, falsePositives > 0 else { return .nan }
        return area / (truePositives * falsePositives)
    }
}
