extension CategoryCounts {
    /// Counts of two streams in one order of categories, for ``TwoSampleTest/run(referenceCounts:currentCounts:)`` and the
    /// tests of categories.
    ///
    /// The last count is of all else. To that goes, on both sides, a category that one sketch does not hold and may have
    /// dropped as often as the other says: one whose share there is at most this one's ``undercount`` over its ``total``.
    /// While both are exact, no category does.
    ///
    /// - Parameters:
    ///   - reference: one stream.
    ///   - current: the other.
    /// - Returns: the categories by name, and the counts of each stream, one more than categories; each stream's sum is its
    ///   total.
    /// - Complexity: O(k log k) for k categories.
    public static func aligned(
        _ reference: CategoryCounts,
        _ current: CategoryCounts
    ) -> (categories: [String], reference: [Int], current: [Int]) {
        let (left, right) = (reference.countsByCategory, current.countsByCategory)
        let names = Set(left.keys).union(right.keys).sorted().filter { name in
            switch (left[name], right[name]) {
            case (let count?, nil): !current.mayHaveDropped(share: Double(count) / Double(reference.total))
            case (nil, let count?): !reference.mayHaveDropped(share: Double(count) / Double(current.total))
            default: true
            }
        }
        let (first, second) = (names.map { left[$0] ?? 0 }, names.map { right[$0] ?? 0 })
        return (
            names, first + [reference.total - first.reduce(0, +)], second + [current.total - second.reduce(0, +)]
        )
    }

    /// The greatest difference of a category's share: the L-infinity distance of the ``aligned(_:_:)`` counts.
    ///
    /// - Parameter other: the other stream.
    /// - Returns: 0...1; NaN where a stream is empty.
    public func lInfinity(_ other: CategoryCounts) -> Double {
        let aligned = Self.aligned(self, other)
        return TwoSampleTest.lInfinity.run(referenceCounts: aligned.reference, currentCounts: aligned.current).statistic
    }

    private func mayHaveDropped(share: Double) -> Bool {
        self.undercount > 0 && share <= Double(self.undercount) / Double(self.total)
    }
}
