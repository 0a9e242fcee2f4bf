internal import RealModule

/// Which of the numbers that came bound a quantile, for all times at once.
///
/// Of `n` independent numbers those up to the `p` quantile count like a coin that shows heads with probability `p`. A bettor
/// whose beliefs of that probability are spread by a beta distribution `(a, b)` around it owns, after `k` heads,
/// `B(a + k, b + n - k) / (B(a, b) p^k (1 - p)^(n - k))`, so that counts for which this reaches `1 / alpha` ever occur with
/// probability `alpha` at most.
///
/// Source: Howard and Ramdas 2022, Sequential estimation of quantiles with applications to A/B testing and best-arm
/// identification, theorem 2 (b).
struct QuantileRanks: Sendable {
    private let quantile: Double
    private let thresholds: (lower: Double, upper: Double)
    private let belief: (a: Double, b: Double)

    /// The count at which the bounds are about as narrow as any, for its size.
    private static let weight = 50.0

    /// - Parameters:
    ///   - quantile: above 0 and below 1.
    ///   - lowerLevel: with what probability the lower bound may ever be wrong.
    ///   - upperLevel: with what probability the upper bound may ever be wrong.
    init(quantile: Double, lowerLevel: Double, upperLevel: Double) {
        self.quantile = quantile
        self.thresholds = (-.log(lowerLevel), -.log(upperLevel))
        self.belief = (Self.weight * quantile, Self.weight * (1 - quantile))
    }

    /// The ranks, from 1, of the numbers that bound the quantile.
    ///
    /// - Parameter count: how many numbers came.
    /// - Returns: `lower` and `upper`, `nil` where no number is surely below or above.
    /// - Complexity: O(log count).
    func bounds(of count: Int) -> (lower: Int?, upper: Int?) {
        let middle = Int((Double(count) * self.quantile).rounded())
        // Wealth falls up to the expected count and rises after it.
        var low = (outside: -1, inside: middle)
        while low.inside - low.outside > 1 {
            let heads = (low.inside + low.outside) / 2
            if self.logWealth(heads, of: count) >= self.thresholds.lower {
                low.outside = heads
            } else {
                low.inside = heads
            }
        }
        var high = (inside: middle, outside: count + 1)
        while high.outside - high.inside > 1 {
            let heads = (high.inside + high.outside) / 2
            if self.logWealth(heads, of: count) >= self.thresholds.upper {
                high.outside = heads
            } else {
                high.inside = heads
            }
        }
        return (low.outside >= 0 ? low.outside + 1 : nil, high.outside <= count ? high.outside : nil)
    }

    private func logWealth(_ heads: Int, of count: Int) -> Double {
        let (heads, tails) = (Double(heads), Double(count - heads))
        return Self.logBeta(self.belief.a + heads, self.belief.b + tails) - Self.logBeta(self.belief.a, self.belief.b)
            - heads * .log(self.quantile) - tails * .log(onePlus: -self.quantile)
    }

    private static func logBeta(_ a: Double, _ b: Double) -> Double {
        .logGamma(a) + .logGamma(b) - .logGamma(a + b)
    }
}
