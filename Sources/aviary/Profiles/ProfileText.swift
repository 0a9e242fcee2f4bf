import AviaryControl
import AviaryOffline
import AviaryStatistics

/// A profile for people.
struct ProfileText {
    private let profile: Profile

    init(_ profile: Profile) { self.profile = profile }

    /// A line for each column, by name.
    var text: String {
        let columns = self.profile.summaries.filter { $0.key.feature != nil }.sorted { $0.key < $1.key }
        var table = Table([
            "COLUMN", "TYPE", "VALUES", "MISSING", "DISTINCT", "MEAN OR MOST", "MIN", "P5", "P50", "P95", "MAX",
        ])
        for (key, summary) in columns {
            switch summary {
            case .number(let numbers): table.add(Self.row(key.feature ?? "", numbers))
            case .category(let words): table.add(Self.row(key.feature ?? "", words))
            case .share: break
            }
        }
        let noun = columns.count == 1 ? "column" : "columns"
        return "\(ShortNumber.count(self.profile.rows)) rows, \(columns.count) \(noun)\n\n\(table.text)"
    }

    private static func row(_ name: String, _ summary: NumberSummary) -> [Table.Cell] {
        let quantiles =
            [summary.quantiles.minimum] + summary.quantiles.quantiles([0.05, 0.5, 0.95]) + [
                summary.quantiles.maximum
            ]
        let mean = summary.count > 0 ? ShortNumber.text(summary.moments.mean) : "-"
        return self.front(name, "number", summary.count, summary.missingShare, summary.distinct.estimate)
            + [Table.Cell(mean, alignment: .right)]
            + quantiles.map { Table.Cell(ShortNumber.text($0), alignment: .right) }
    }

    private static func row(_ name: String, _ summary: CategorySummary) -> [Table.Cell] {
        let most = summary.counts.counts.first.map { entry in
            "\(entry.category.prefix(20)) (\(ShortNumber.percent(Double(entry.count) / Double(max(1, summary.count)))))"
        }
        return self.front(name, "category", summary.count, summary.missingShare, summary.distinct.estimate)
            + [Table.Cell(most ?? "-", alignment: .right)]
    }

    private static func front(
        _ name: String,
        _ type: String,
        _ count: Int,
        _ missing: Double?,
        _ distinct: Double
    ) -> [Table.Cell] {
        [
            Table.Cell(name), Table.Cell(type), Table.Cell(ShortNumber.count(count), alignment: .right),
            Table.Cell(ShortNumber.percent(missing ?? 0), alignment: .right),
            Table.Cell(ShortNumber.count(Int(distinct.rounded())), alignment: .right),
        ]
    }
}
