/// How far stated probabilities are from what then happens.
public enum CalibrationError {
    /// How probabilities are put into bins.
    public enum Bins: Sendable, Hashable {
        /// `n / count` (rounded down) probabilities to a bin, in ascending order; the last bin takes what remains, and there
        /// may be more bins than asked for. Up to `2 * count` probabilities go into bins of two or three. NannyML's bins.
        case equalCounts(Int)
        /// So many bins of the same width from 0 to 1, each open on the left, with 0 in the first one. Guo et al.'s bins.
        case equalWidths(Int)
    }

    /// The expected calibration error: `sum over bins of n(bin) / n * |mean probability - share of positive labels|`.
    ///
    /// Source: Naeini, Cooper and Hauskrecht 2015 (AAAI), and Guo, Pleiss, Sun and Weinberger 2017 (ICML), section 2.
    ///
    /// - Parameters:
    ///   - probabilities: of the positive class, within 0...1.
    ///   - labels: as many; true for the positive class.
    ///   - bins: at least one.
    /// - Returns: from 0 (calibrated) to 1; of equal probabilities the earlier one goes into the lower bin of equal counts.
    ///   NaN without probabilities, with equal counts also with fewer than four, or if the counts differ or one is NaN.
    /// - Complexity: O(n log n).
    public static func expected(_ probabilities: [Double], labels: [Bool], bins: Bins = .equalCounts(10)) -> Double {
        guard !probabilities.isEmpty, probabilities.count == labels.count, !probabilities.contains(where: \.isNaN)
        else {
            return .nan
        }
        switch bins {
        case .equalCounts(let count): return self.equalCounts(probabilities, labels, count)
        case .equalWidths(let count): return self.equalWidths(probabilities, labels, count)
        }
    }

    private static func equalCounts(_ probabilities: [Double], _ labels: [Bool], _ wanted: Int) -> Double {
        precondition(wanted > 0, "there are bins")
        let total = probabilities.count
        let count = total <= 2 * wanted ? total / 2 : wanted
        guard total >= 4 else { return .nan }
        // The sort is stable, so equal probabilities keep their order.
        let order = probabilities.indices.sorted { probabilities[$0] < probabilities[$1] }
        let width = total / count
        let bins = total / width
        var sum = 0.0
        for bin in 0..<bins {
            var excess = 0.0
            for index in order[bin * width..<(bin == bins - 1 ? total : (bin + 1) * width)] {
                excess += probabilities[index] - (labels[index] ? 1 : 0)
            }
            sum += abs(excess)
        }
        return sum / Double(total)
    }

    private static func equalWidths(_ probabilities: [Double], _ labels: [Bool], _ count: Int) -> Double {
        precondition(count > 0, "there are bins")
        var excess = Array(repeating: 0.0, count: count)
        for (probability, label) in zip(probabilities, labels) {
            let place = (min(max(probability, 0), 1) * Double(count)).rounded(.up)
            excess[max(Int(place), 1) - 1] += probability - (label ? 1 : 0)
        }
        return excess.reduce(0) { $0 + abs($1) } / Double(probabilities.count)
    }
}
