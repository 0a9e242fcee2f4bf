internal import AviaryCore

/// Leaves out boxes that say again what a surer one of the same class has said: greedy non-maximum suppression.
package enum NonMaximumSuppression {
    /// The most candidates that are compared, the surest ones, so that a threshold of 0 costs no more than that.
    package static let maximumCandidates = 4096
    /// The most boxes that are kept.
    package static let maximumKept = 300

    /// Chooses among candidates.
    ///
    /// - Parameters:
    ///   - candidates: in any order.
    ///   - overlap: the most intersection over union that two boxes of one class may have.
    /// - Returns: what is kept, the surest first; equal ones in the order in which they came.
    /// - Complexity: O(n log n + n * kept).
    package static func keep(_ candidates: [Candidate], overlap: Float) -> [Candidate] {
        // Swift's sort is stable in fact but not by promise, so the place decides between equal ones.
        let surest = candidates.enumerated()
            .sorted { ($1.element.confidence, $0.offset) < ($0.element.confidence, $1.offset) }
            .prefix(Self.maximumCandidates)
        var kept: [Candidate] = []
        for (_, candidate) in surest {
            guard kept.count < Self.maximumKept else { break }
            let isDouble = kept.contains {
                $0.category == candidate.category && $0.box.intersectionOverUnion(with: candidate.box) > overlap
            }
            if !isDouble { kept.append(candidate) }
        }
        return kept
    }
}
