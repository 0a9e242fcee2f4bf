internal import RealModule

/// Edges of equal bins, computed as numpy.histogram_bin_edges does, and the counts between them.
enum BinEdges {
    /// Sturges' rule: bins of the width `range / (log2(count) + 1)`.
    ///
    /// Source: Sturges 1926, The choice of a class interval.
    static func sturges(count: Int, over range: (Double, Double)) -> [Double] {
        self.edges(range, divisor: Double.log2(Double(count)) + 1)
    }

    /// Doane's rule: bins of the width `range / (1 + log2 n + log2(1 + |g| / s))`, with the skewness `g` and its standard
    /// deviation `s` for normal numbers; a single bin for fewer than 3 numbers or equal numbers.
    ///
    /// Source: Doane 1976, Aesthetic frequency classifications.
    ///
    /// - Parameter sorted: finite, ascending, at least one.
    /// - Returns: ascending, one more than bins.
    static func doane(_ sorted: [Double]) -> [Double] {
        let n = Double(sorted.count)
        let range = (sorted[0], sorted[sorted.count - 1])
        let mean = sorted.reduce(0, +) / n
        let deviation = (sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n).squareRoot()
        guard sorted.count > 2, deviation > 0 else { return self.edges(range, divisor: 1) }
        let skewness = sorted.reduce(0.0) { sum, value in
            let scaled = (value - mean) / deviation
            return sum + scaled * scaled * scaled
        }
        let spread = (6 * (n - 2) / ((n + 1) * (n + 3))).squareRoot()
        return self.edges(range, divisor: 1 + Double.log2(n) + Double.log2(1 + abs(skewness / n) / spread))
    }

    /// Edges of as many bins as the divisor says, rounded up.
    private static func edges(_ range: (Double, Double), divisor: Double) -> [Double] {
        let (first, last) = range.0 == range.1 ? (range.0 - 0.5, range.1 + 0.5) : range
        let width = (range.1 - range.0) / divisor
        // The quotient is rounded as numpy rounds it; where the range itself overflows, it is the divisor, and where the
        // moments overflow, one bin is left.
        let quotient = (width > 0 && width.isFinite ? (range.1 - range.0) / width : divisor).rounded(.up)
        let bins = range.0 == range.1 || !quotient.isFinite ? 1 : max(1, Int(quotient))
        let step = (last - first) / Double(bins)
        return (0...bins).map { bin in
            if bin == bins { return last }
            let share = Double(bin) / Double(bins)
            return step.isFinite ? Double(bin) * step + first : first * (1 - share) + last * share
        }
    }

    /// How many numbers lie in each bin: from its edge up to, but not including, the next; the last bin includes its end.
    ///
    /// - Parameters:
    ///   - sorted: finite, ascending.
    ///   - edges: ascending.
    /// - Returns: one count less than edges.
    static func counts(of sorted: [Double], _ edges: [Double]) -> [Int] {
        let places = edges.enumerated().map { index, edge in
            self.place(in: sorted) { index == edges.count - 1 ? $0 > edge : $0 >= edge }
        }
        return zip(places, places.dropFirst()).map { $1 - $0 }
    }

    /// The first place from which a condition holds, that holds from some place on.
    private static func place(in sorted: [Double], _ condition: (Double) -> Bool) -> Int {
        var (low, high) = (0, sorted.count)
        while low < high {
            let middle = (low + high) / 2
            if condition(sorted[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
