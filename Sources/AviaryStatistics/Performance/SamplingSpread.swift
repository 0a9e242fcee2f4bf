/// How far measures of a window stray by chance, learned from a reference with labels.
///
/// A measure is a mean over the rows that bear on it (for precision, those taken for the class): with the variance of what is
/// averaged, and the share of rows that bear, a window of `n` rows strays by `sqrt(variance / (n * share))`. With several
/// classes it is `sqrt(sum of these squares) / classes`. This is NannyML's sampling error, with its two adjustments by
/// experience: F1 of two classes is scaled by `rows that bear / (TP + (FP + FN) / 2)`, the area of several classes by 1.2.
struct SamplingSpread: Sendable {
    private struct Part {
        let variance: Double
        let share: Double

        /// Of ones and zeros.
        init(ones: Double, of bearing: Double, in total: Double) {
            self.variance = ones / bearing * (1 - ones / bearing)
            self.share = bearing / total
        }

        init(variance: Double, share: Double) {
            self.variance = variance
            self.share = share
        }
    }

    private let parts: [ClassificationMeasure: [Part]]
    private let scales: [ClassificationMeasure: Double]

    /// Learns from a reference in which nothing is missing.
    init(_ reference: ClassifierOutput, truth: [Int]) {
        let confusion = ExpectedConfusion(
            truth: truth,
            predicted: reference.predicted,
            classCount: reference.classCount
        )
        let total = Double(truth.count)
        var parts: [ClassificationMeasure: [Part]] = [:]
        var scales: [ClassificationMeasure: Double] = [:]
        parts[.accuracy] = [Part(ones: confusion.correct, of: total, in: total)]
        for scored in reference.scoredClasses {
            let one = confusion.outcomes(of: scored)
            let (hits, errors) = (one.truePositives, one.falsePositives + one.falseNegatives)
            parts[.f1, default: []].append(Part(ones: hits, of: hits + errors, in: total))
            parts[.precision, default: []].append(Part(ones: hits, of: hits + one.falsePositives, in: total))
            parts[.recall, default: []].append(Part(ones: hits, of: hits + one.falseNegatives, in: total))
            let negatives = one.trueNegatives + one.falsePositives
            parts[.specificity, default: []].append(Part(ones: one.trueNegatives, of: negatives, in: total))
            let area = Self.area(reference.scores(of: scored), labels: truth.map { $0 == scored })
            parts[.rocArea, default: []].append(area)
            if reference.scoredClasses.count == 1 { scales[.f1] = (hits + errors) / (hits + errors / 2) }
        }
        if reference.scoredClasses.count > 1 { scales[.rocArea] = 1.2 }
        self.parts = parts
        self.scales = scales
    }

    /// The standard error of a measure in a window of so many rows; NaN where no row of the reference bears on a class.
    func error(of measure: ClassificationMeasure, rows: Int) -> Double {
        guard rows > 0, let parts = self.parts[measure] else { return .nan }
        let sum = parts.reduce(0) { $0 + $1.variance / (Double(rows) * $1.share) }
        return sum.squareRoot() / Double(parts.count) * self.scales[measure, default: 1]
    }

    /// The spread, over the rarer kind of labels, of the share of the others that score below (equal scores count half).
    ///
    /// As in NannyML, the row with the lowest score of all is left out if it is of the rarer kind.
    private static func area(_ scores: [Double], labels: [Bool]) -> Part {
        let isMostlyTrue = 2 * labels.count { $0 } > labels.count
        let values = isMostlyTrue ? scores.map { 1 - $0 } : scores
        let rarer = isMostlyTrue ? labels.map { !$0 } : labels
        let order = values.indices.sorted { values[$0] < values[$1] }
        let others = Double(rarer.count { !$0 })
        var placements: [Double] = []
        var below = 0.0
        var start = 0
        while start < order.count {
            var end = start
            while end < order.count && values[order[end]] == values[order[start]] { end += 1 }
            let tied = order[start..<end]
            let tiedOthers = Double(tied.count { !rarer[$0] })
            let isLowestAlone = start == 0 && tied.count == 1
            if !isLowestAlone {
                for _ in 0..<(tied.count - Int(tiedOthers)) { placements.append((below + tiedOthers / 2) / others) }
            }
            below += tiedOthers
            start = end
        }
        let count = Double(placements.count)
        let mean = placements.reduce(0, +) / count
        let variance = placements.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
        return Part(variance: variance, share: Double(rarer.count { $0 }) / Double(labels.count))
    }
}
