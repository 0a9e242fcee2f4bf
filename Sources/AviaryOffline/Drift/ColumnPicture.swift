/// What a plot of a column shows: both sides as shares.
package struct ColumnPicture: Sendable, Hashable {
    /// Where the bars stand.
    package enum Axis: Sendable, Hashable {
        /// Bins between these edges, one more than bars; what lies beyond is not shown.
        case bins([Double])
        /// Categories, the most frequent first, and the rest where there are more.
        case words([String])
    }

    /// Where the bars stand.
    package let axis: Axis
    /// The reference's shares.
    package let reference: [Double]
    /// The other side's shares.
    package let current: [Double]
    /// Quantiles of both, from the 1 % to the 99 % one; none for categories.
    package let quantiles: [(reference: Double, current: Double)]

    package static func == (left: Self, right: Self) -> Bool {
        left.axis == right.axis && left.reference == right.reference && left.current == right.current
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(self.axis)
        hasher.combine(self.reference)
        hasher.combine(self.current)
    }

    private static let bars = 40
    private static let categories = 12

    /// A picture of numbers, over the range in which 99 % of both sides lie.
    ///
    /// - Parameters:
    ///   - sortedReference: ascending, finite.
    ///   - sortedCurrent: likewise.
    init?(sortedReference: [Double], sortedCurrent: [Double]) {
        guard !sortedReference.isEmpty, !sortedCurrent.isEmpty else { return nil }
        func quantile(_ sorted: [Double], _ share: Double) -> Double {
            sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
        }
        var low = min(quantile(sortedReference, 0.005), quantile(sortedCurrent, 0.005))
        var high = max(quantile(sortedReference, 0.995), quantile(sortedCurrent, 0.995))
        if low == high { (low, high) = (low - 0.5, high + 0.5) }
        let edges = (0...Self.bars).map { low + (high / Double(Self.bars) - low / Double(Self.bars)) * Double($0) }
        func shares(_ sorted: [Double]) -> [Double] {
            var counts = [Int](repeating: 0, count: Self.bars)
            var bin = 0
            for value in sorted where value >= low && value <= high {
                while bin < Self.bars - 1, value >= edges[bin + 1] { bin += 1 }
                counts[bin] += 1
            }
            return counts.map { Double($0) / Double(sorted.count) }
        }
        self.axis = .bins(edges)
        self.reference = shares(sortedReference)
        self.current = shares(sortedCurrent)
        self.quantiles = (1...99).map { step in
            let share = Double(step) / 100
            return (quantile(sortedReference, share), quantile(sortedCurrent, share))
        }
    }

    /// A picture of categories.
    ///
    /// - Parameters:
    ///   - reference: how often each occurs.
    ///   - current: likewise.
    init?(reference: [String: Int], current: [String: Int]) {
        let totals = (reference.values.reduce(0, +), current.values.reduce(0, +))
        guard totals.0 > 0, totals.1 > 0 else { return nil }
        func share(_ counts: [String: Int], _ word: String, _ total: Int) -> Double {
            Double(counts[word] ?? 0) / Double(total)
        }
        let words = Set(reference.keys).union(current.keys).sorted {
            let (left, right) = (
                share(reference, $0, totals.0) + share(current, $0, totals.1),
                share(reference, $1, totals.0) + share(current, $1, totals.1)
            )
            return left != right ? left > right : $0 < $1
        }
        let shown = words.prefix(Self.categories)
        var sides = (
            shown.map { share(reference, $0, totals.0) }, shown.map { share(current, $0, totals.1) }
        )
        var names = Array(shown)
        if words.count > shown.count {
            names.append("\(words.count - shown.count) more")
            sides.0.append(max(0, 1 - sides.0.reduce(0, +)))
            sides.1.append(max(0, 1 - sides.1.reduce(0, +)))
        }
        self.axis = .words(names)
        (self.reference, self.current) = sides
        self.quantiles = []
    }
}
