/// What is said of one column.
package struct ColumnDrift: Sendable, Hashable {
    /// What the test said.
    package let comparison: ComparedColumn
    /// The p-value, adjusted for all columns that were looked at together; `nil` for distances and where there is none.
    package let adjustedPValue: Double?
    /// What it was held against.
    package let threshold: Double
    /// The verdict.
    package let verdict: DriftVerdict

    init(_ comparison: ComparedColumn, adjustedPValue: Double?, threshold: Double, verdict: DriftVerdict) {
        self.comparison = comparison
        self.adjustedPValue = adjustedPValue
        self.threshold = threshold
        self.verdict = verdict
    }

    /// Whether a column stands before another: drifted ones first, then by distance, then by name.
    ///
    /// - Parameter other: the other column.
    /// - Returns: whether it stands before the other.
    package func precedes(_ other: ColumnDrift) -> Bool {
        if (self.verdict == .drifted) != (other.verdict == .drifted) { return self.verdict == .drifted }
        let (left, right) = (self.comparison, other.comparison)
        return left.distance != right.distance ? left.distance > right.distance : left.column < right.column
    }
}

/// What is said of all columns.
package struct TableDrift: Sendable, Hashable {
    /// The columns, the most drifted first.
    package let columns: [ColumnDrift]
    /// The share of drifted columns from which on the table has drifted.
    package let share: Double

    /// How many columns have drifted.
    package var driftedCount: Int { self.columns.count { $0.verdict == .drifted } }

    /// How many columns could not be compared.
    package var unknownCount: Int { self.columns.count { $0.verdict == .unknown } }

    /// The share of columns that have drifted; 0 where there are none.
    package var driftedShare: Double {
        self.columns.isEmpty ? 0 : Double(self.driftedCount) / Double(self.columns.count)
    }

    /// What is said where one drifted column is enough: unknown where none has drifted, and one that has values on one side
    /// at least could not be compared.
    package var verdictByAny: DriftVerdict {
        if self.driftedCount > 0 { return .drifted }
        return self.isIncomplete ? .unknown : .steady
    }

    /// What is said by the share of drifted columns; unknown where it could still be reached by those that could not be
    /// compared.
    package var verdictByShare: DriftVerdict {
        if self.driftedCount > 0, self.driftedShare >= self.share { return .drifted }
        let open = self.columns.count { $0.verdict == .unknown && $0.comparison.distance > 0 }
        let most = Double(self.driftedCount + open) / Double(max(1, self.columns.count))
        return self.columns.allSatisfy { $0.verdict == .unknown } || (open > 0 && most >= self.share)
            ? .unknown : .steady
    }

    private var isIncomplete: Bool {
        self.columns.allSatisfy { $0.verdict == .unknown }
            || self.columns.contains { $0.verdict == .unknown && $0.comparison.distance > 0 }
    }
}
