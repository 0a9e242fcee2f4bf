extension QuantileSketch {
    /// The greatest difference between the two streams' distributions, the Kolmogorov-Smirnov statistic
    /// `max over x of |F(x) - G(x)|`.
    ///
    /// - Parameter other: the other stream.
    /// - Returns: 0...1, off by at most the sum of both ``rankError``s at any one x; 0 for equal sketches; NaN where a sketch
    ///   has no finite numbers. Infinities are left out here and in the other distances.
    /// - Complexity: O(k log k).
    public func kolmogorovSmirnov(_ other: QuantileSketch) -> Double {
        WeightedGap(self.weightedValues, other.weightedValues).greatest
    }

    /// The same, with raw numbers.
    ///
    /// - Parameter sorted: finite, ascending.
    /// - Returns: as for a sketch.
    /// - Complexity: O(k log k + n).
    public func kolmogorovSmirnov(sorted: [Double]) -> Double {
        WeightedGap(self.weightedValues, WeightedGap.values(sorted)).greatest
    }

    /// How far on average a number must move to turn one stream into the other, `integral |F(x) - G(x)| dx`, by what.
    public enum WassersteinScale: Sendable, Hashable {
        /// By 1: in the numbers' unit.
        case none
        /// By the standard deviation of the first stream (over n), or 0.001 if that is greater, as in Evidently.
        case deviation
        /// By the difference between the greatest and the smallest number of both: in 0...1.
        case range
    }

    /// The first Wasserstein distance between the two streams, with this one as the reference.
    ///
    /// - Parameters:
    ///   - other: the other stream.
    ///   - scale: by what it is divided.
    /// - Returns: off by at most about the range times the sum of both ``rankError``s; 0 for equal sketches; NaN where a sketch
    ///   has no finite numbers.
    /// - Complexity: O(k log k).
    public func wasserstein(_ other: QuantileSketch, by scale: WassersteinScale = .deviation) -> Double {
        self.wasserstein(other.weightedValues, by: scale)
    }

    /// The same, with raw numbers.
    ///
    /// - Parameters:
    ///   - sorted: finite, ascending.
    ///   - scale: by what it is divided.
    /// - Returns: as for a sketch.
    /// - Complexity: O(k log k + n).
    public func wasserstein(sorted: [Double], by scale: WassersteinScale = .deviation) -> Double {
        self.wasserstein(WeightedGap.values(sorted), by: scale)
    }

    private func wasserstein(_ other: [WeightedGap.Item], by scale: WassersteinScale) -> Double {
        let gap = WeightedGap(self.weightedValues, other)
        switch scale {
        case .none: return gap.area
        case .deviation: return gap.area / max(gap.firstDeviation, 0.001)
        case .range:
            let range = gap.range
            return range > 0 ? gap.area / range : gap.area
        }
    }
}

/// What lies between two distributions of weighted values.
struct WeightedGap {
    typealias Item = (value: Double, weight: Int)

    private let a: [Item]
    private let b: [Item]

    /// Two distributions, ascending.
    init(_ a: [Item], _ b: [Item]) {
        self.a = a.filter { $0.value.isFinite }
        self.b = b.filter { $0.value.isFinite }
    }

    /// Each number with how often it is there.
    static func values(_ sorted: [Double]) -> [Item] {
        var result: [Item] = []
        for value in sorted {
            if let last = result.last, last.value == value {
                result[result.count - 1].weight += 1
            } else {
                result.append((value, 1))
            }
        }
        return result
    }

    /// The greatest difference of the shares at most as great as a number.
    var greatest: Double {
        var greatest = 0.0
        let isDefined = self.walk { difference, _ in greatest = max(greatest, difference) }
        return isDefined ? greatest : .nan
    }

    /// The area between the distributions.
    var area: Double {
        var area = 0.0
        let isDefined = self.walk { difference, width in
            if difference > 0 { area += difference * width }
        }
        return isDefined ? area : .nan
    }

    /// From the smallest to the greatest number of both.
    var range: Double {
        guard let a = self.a.first, let b = self.b.first, let c = self.a.last, let d = self.b.last else { return .nan }
        return max(c.value, d.value) - min(a.value, b.value)
    }

    /// The standard deviation of the first distribution.
    var firstDeviation: Double {
        let total = Double(self.a.reduce(0) { $0 + $1.weight })
        let mean = self.a.reduce(0.0) { $0 + $1.value * (Double($1.weight) / total) }
        let variance = self.a.reduce(0.0) {
            $0 + ($1.value - mean) * ($1.value - mean) * (Double($1.weight) / total)
        }
        return variance.squareRoot()
    }

    /// Goes over the steps of both distributions with the difference behind each, and how far it is to the next.
    ///
    /// - Returns: whether both have values.
    private func walk(_ visit: (_ difference: Double, _ width: Double) -> Void) -> Bool {
        let (n, m) = (self.a.reduce(0) { $0 + $1.weight }, self.b.reduce(0) { $0 + $1.weight })
        guard n > 0, m > 0 else { return false }
        var (i, j, sumA, sumB) = (0, 0, 0, 0)
        while i < self.a.count || j < self.b.count {
            let value = min(self.next(self.a, i), self.next(self.b, j))
            if i < self.a.count, self.a[i].value == value {
                sumA += self.a[i].weight
                i += 1
            }
            if j < self.b.count, self.b[j].value == value {
                sumB += self.b[j].weight
                j += 1
            }
            let following = min(self.next(self.a, i), self.next(self.b, j))
            let difference = abs(Double(sumA) / Double(n) - Double(sumB) / Double(m))
            visit(difference, following.isFinite ? following - value : 0)
        }
        return true
    }

    private func next(_ items: [Item], _ index: Int) -> Double { index < items.count ? items[index].value : .infinity }
}
