import AviaryControl
import AviaryOffline
import AviaryStatistics

/// A comparison of two tables for people.
struct DriftText {
    private let outcome: DriftRun.Outcome
    private let names: (String, String)
    private let verdict: DriftVerdict

    init(_ outcome: DriftRun.Outcome, names: (String, String), verdict: DriftVerdict) {
        self.outcome = outcome
        self.names = names
        self.verdict = verdict
    }

    /// The comparison as lines, the most drifted column first.
    var text: String {
        let drift = self.outcome.drift
        let rows = self.outcome.rows
        let noun = drift.columns.count == 1 ? "column has" : "columns have"
        let unknown = drift.unknownCount > 0 ? ", \(drift.unknownCount) cannot be compared" : ""
        let head =
            "\(drift.driftedCount) of \(drift.columns.count) \(noun) drifted (\(ShortNumber.percent(drift.driftedShare)))\(unknown): "
            + "\(self.names.0.printable) (\(ShortNumber.count(rows.reference)) rows), "
            + "\(self.names.1.printable) (\(ShortNumber.count(rows.current)) rows)"
        var table = Table(["COLUMN", "TYPE", "TEST", "STATISTIC", "P", "THRESHOLD", "DISTANCE", "MISSING", "VERDICT"])
        for column in drift.columns { table.add(Self.row(column)) }
        return "\(Self.style(self.verdict)(head))\n\n\(table.text)"
    }

    private static func row(_ column: ColumnDrift) -> [Table.Cell] {
        let comparison = column.comparison
        let numbers = [
            comparison.result.statistic, column.adjustedPValue, column.threshold, comparison.distance,
        ]
        let missing = [comparison.reference, comparison.current].map { ShortNumber.percent($0.missingShare) }
        return [
            Table.Cell(comparison.column), Table.Cell(comparison.kind == .numbers ? "number" : "category"),
            Table.Cell(comparison.test.rawValue),
        ] + numbers.map { Table.Cell(ShortNumber.text($0), alignment: .right) } + [
            Table.Cell(missing.joined(separator: " -> "), alignment: .right),
            Table.Cell(column.verdict.rawValue, Self.style(column.verdict)),
        ]
    }

    private static func style(_ verdict: DriftVerdict) -> Style {
        switch verdict {
        case .drifted: .bad
        case .steady: .good
        case .unknown: .odd
        }
    }
}
