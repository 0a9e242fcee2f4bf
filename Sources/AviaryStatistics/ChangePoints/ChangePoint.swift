internal import RealModule

/// Where and how the level of a sequence has changed, and what speaks for it.
///
/// Three models are held against each other by their likelihood, all with normal noise of one unknown variance:
///
/// - none: one level;
/// - step: one level before a place, another from there on;
/// - ramp: one level up to a place, another from a later place on, a straight line in between.
///
/// With `RSS` the least sum of squares that a model leaves, its log-likelihood is `-(n / 2) log(RSS / n)` up to a constant, and
/// its Bayesian information criterion `-2 log L + p log n`, with `p` = 1, 3 and 4 free numbers. The model with the least
/// criterion is chosen. Losses of 0 and 1 are not normal; the likelihood is then a quasi-likelihood, whose estimate of the
/// place is still consistent.
///
/// Sources: Hinkley 1970, Inference about the change-point in a sequence of random variables; Yao 1988, Estimating the number
/// of change-points via Schwarz' criterion.
public struct ChangePoint: Sendable, Hashable {
    /// How a level changes.
    public enum Shape: String, Sendable, Hashable {
        /// It does not.
        case none
        /// From one value to the next.
        case sudden
        /// Over a stretch of values.
        case gradual
    }

    /// How the level changes.
    public let shape: Shape
    /// The first value of the new level for a step, the first that leaves the old level for a ramp; 0-based.
    public let start: Int
    /// The first value at the new level.
    public let end: Int
    /// The places where the change may begin: those whose log-likelihood is at most 3 less than the greatest.
    public let interval: ClosedRange<Int>
    /// The level before.
    public let before: Double
    /// The level after.
    public let after: Double
    /// The log-likelihood of the best step less that of no change.
    public let stepEvidence: Double
    /// The log-likelihood of the best ramp less that of the best step.
    public let rampEvidence: Double

    /// The fewest values that are looked at.
    public static let fewest = 10
    /// The fewest values on either side of a change.
    private static let side = 3
    /// How many places of a ramp's beginning and end are tried before the best are refined.
    private static let grid = 48
    /// By how much the log-likelihood of places within the interval may be less.
    private static let drop = 3.0

    /// Looks for the one change that explains a sequence best.
    ///
    /// - Parameter values: in their order; `nil` for those that are not finite, and for fewer than
    ///   ``fewest``.
    /// - Complexity: O(n).
    public init?(_ values: [Double]) {
        guard values.count >= Self.fewest, values.allSatisfy(\.isFinite) else { return nil }
        let sums = PrefixSums(values)
        let n = values.count
        // A sequence without noise has no likelihood; the least noise that is told apart is that of the numbers' digits.
        let floor = max(sums.sumOfSquares(0..<n) * 1e-12, .leastNormalMagnitude)
        func likelihood(_ residual: Double) -> Double {
            -Double(n) / 2 * Double.log(max(residual, floor) / Double(n))
        }
        let none = likelihood(sums.residual(0..<n))
        let steps = (Self.side...(n - Self.side)).map { place in
            (place, likelihood(sums.residual(0..<place) + sums.residual(place..<n)))
        }
        guard let step = steps.max(by: { $0.1 < $1.1 }) else { return nil }
        let ramp = Self.ramp(sums)
        let ramped = likelihood(ramp.residual)
        self.stepEvidence = step.1 - none
        self.rampEvidence = ramped - step.1
        let penalty = Double.log(Double(n))
        let criteria = [-2 * none + penalty, -2 * step.1 + 3 * penalty, -2 * ramped + 4 * penalty]
        let least = criteria.min() ?? 0
        if least == criteria[0] {
            self.shape = .none
        } else {
            self.shape = least == criteria[1] ? .sudden : .gradual
        }
        let near = steps.filter { $0.1 >= step.1 - Self.drop }.map(\.0)
        switch self.shape {
        case .gradual:
            self.start = ramp.start
            self.end = ramp.end
            self.before = ramp.before + sums.mean
            self.after = ramp.after + sums.mean
            self.interval = min(ramp.start, near.min() ?? step.0)...max(ramp.start, near.max() ?? step.0)
        case .sudden, .none:
            self.start = step.0
            self.end = step.0
            self.before = sums.sum(0..<step.0) / Double(step.0) + sums.mean
            self.after = sums.sum(step.0..<n) / Double(n - step.0) + sums.mean
            self.interval = (near.min() ?? step.0)...(near.max() ?? step.0)
        }
    }

    private struct Ramp {
        var start = 0
        var end = 0
        var before = 0.0
        var after = 0.0
        var residual = Double.infinity
    }

    /// The best ramp: on a grid of beginnings and ends first, then around the best of them, closer and closer.
    private static func ramp(_ sums: PrefixSums) -> Ramp {
        let n = sums.count
        var best = Ramp()
        func take(_ start: Int, _ end: Int) {
            guard start >= 1, end <= n - 1, end > start + 1 else { return }
            let ramp = Self.fit(sums, start, end)
            if ramp.residual < best.residual { best = ramp }
        }
        var width = max(1, n / Self.grid)
        for start in stride(from: 1, to: n, by: width) {
            for end in stride(from: start + 2, to: n, by: width) { take(start, end) }
        }
        while width > 1 {
            width = max(1, width / 2)
            let centre = best
            for start in [-2, -1, 0, 1, 2] {
                for end in [-2, -1, 0, 1, 2] { take(centre.start + start * width, centre.end + end * width) }
            }
        }
        return best
    }

    /// Fits the two levels of a ramp by least squares: the values are `a + (b - a) r`, `r` rising from 0 at `start` to 1 at
    /// `end`.
    private static func fit(_ sums: PrefixSums, _ start: Int, _ end: Int) -> Ramp {
        let (n, width) = (Double(sums.count), Double(end - start))
        let middle = start..<end
        let after = end..<sums.count
        // Sums of r and r^2 over 0, 1/w ... (w - 1)/w, and then ones.
        let sumOfRise = (width - 1) / 2 + Double(after.count)
        let squareOfRise = (width - 1) * (2 * width - 1) / (6 * width) + Double(after.count)
        let product = (sums.moment(middle) - Double(start) * sums.sum(middle)) / width + sums.sum(after)
        let total = sums.sum(0..<sums.count)
        let spread = squareOfRise - sumOfRise * sumOfRise / n
        guard spread > 1e-12 else { return Ramp() }
        let slope = (product - total * sumOfRise / n) / spread
        let level = (total - slope * sumOfRise) / n
        let residual = sums.residual(0..<sums.count) - slope * slope * spread
        return Ramp(start: start, end: end, before: level, after: level + slope, residual: max(0, residual))
    }
}
