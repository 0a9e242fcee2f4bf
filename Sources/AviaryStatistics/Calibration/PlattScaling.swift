internal import RealModule

/// A logistic curve from scores to probabilities: `1 / (1 + exp(slope * score + intercept))`.
///
/// Fitted to the labels by maximum likelihood, with `(n+ + 1) / (n+ + 2)` in place of 1 and `1 / (n- + 2)` in place of 0, so
/// that scores which separate the labels do not drive the slope to infinity. This is scikit-learn's _SigmoidCalibration,
/// whose slope is negative too where higher scores are more probable. Source: Platt 1999 (Advances in Large Margin
/// Classifiers), section 2; solved by Newton's method with halved steps, as in Lin, Lin and Weng 2007 (Machine Learning 68).
public struct PlattScaling: Sendable, Hashable {
    /// What the score is multiplied by.
    public let slope: Double
    /// What is added.
    public let intercept: Double

    /// Fits the curve.
    ///
    /// It is `nil` without scores, or if the counts differ or a score is not finite.
    ///
    /// - Parameters:
    ///   - scores: finite; of any range, probabilities or margins.
    ///   - labels: as many; true for the class that is scored. If all are the same, or all scores are, the curve is constant
    ///     at the scores seen.
    /// - Complexity: O(n) for each of at most 100 steps; about 10 are usual.
    public init?(scores: [Double], labels: [Bool]) {
        guard !scores.isEmpty, scores.count == labels.count, scores.allSatisfy(\.isFinite) else { return nil }
        let largest = scores.reduce(0) { max($0, abs($1)) }
        let scale = largest > 0 ? largest : 1
        let positives = Double(labels.count { $0 })
        let negatives = Double(labels.count) - positives
        let targets = labels.map { $0 ? (positives + 1) / (positives + 2) : 1 / (negatives + 2) }
        let likelihood = Likelihood(scores: scores.map { $0 / scale }, targets: targets)
        let fit = likelihood.maximum(from: (0, Double.log((negatives + 1) / (positives + 1))))
        self.slope = fit.slope / scale
        self.intercept = fit.intercept
    }

    /// The probability at a score.
    ///
    /// - Parameter score: NaN gives NaN.
    /// - Returns: between 0 and 1.
    public func value(at score: Double) -> Double { Self.curve(self.slope * score + self.intercept) }

    /// `1 / (1 + exp(z))` without overflow.
    fileprivate static func curve(_ z: Double) -> Double {
        guard z > 0 else { return 1 / (1 + Double.exp(z)) }
        let small = Double.exp(-z)
        return small / (1 + small)
    }
}

/// What is maximised: the likelihood of the targets, as a negative logarithm.
private struct Likelihood {
    typealias Line = (slope: Double, intercept: Double)

    let scores: [Double]
    let targets: [Double]

    /// `sum (t z + log(1 + exp(-z)))` for `z = slope * score + intercept`.
    func loss(_ line: Line) -> Double {
        var sum = 0.0
        for (score, target) in zip(self.scores, self.targets) {
            let z = line.slope * score + line.intercept
            sum +=
                z >= 0
                ? target * z + Double.log(onePlus: Double.exp(-z))
                : (target - 1) * z + Double.log(onePlus: Double.exp(z))
        }
        return sum
    }

    func maximum(from start: Line) -> Line {
        var line = start
        var loss = self.loss(line)
        for _ in 0..<100 {
            let step = self.newtonStep(line)
            var length = 1.0
            var next = line
            var nextLoss = loss
            repeat {
                next = (line.slope + length * step.slope, line.intercept + length * step.intercept)
                nextLoss = self.loss(next)
                length /= 2
            } while nextLoss > loss && length > 1e-10
            guard nextLoss <= loss else { return line }
            let change = max(abs(next.slope - line.slope), abs(next.intercept - line.intercept))
            (line, loss) = (next, nextLoss)
            if change <= 1e-12 * max(1, abs(line.slope), abs(line.intercept)) { return line }
        }
        return line
    }

    private func newtonStep(_ line: Line) -> Line {
        // The small diagonal keeps the system solvable where all scores are equal.
        var (aa, ab, bb) = (1e-12, 0.0, 1e-12)
        var (a, b) = (0.0, 0.0)
        for (score, target) in zip(self.scores, self.targets) {
            let p = PlattScaling.curve(line.slope * score + line.intercept)
            let curvature = p * (1 - p)
            aa += score * score * curvature
            ab += score * curvature
            bb += curvature
            a += score * (target - p)
            b += target - p
        }
        let determinant = aa * bb - ab * ab
        guard determinant > 0 else { return (-a, -b) }
        return ((ab * b - bb * a) / determinant, (ab * a - aa * b) / determinant)
    }
}
