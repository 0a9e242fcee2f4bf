internal import AviaryStatistics

extension Summary {
    /// The words that came most often, the most frequent first; none for other forms.
    ///
    /// - Parameter limit: how many at most.
    /// - Returns: each word with its count.
    package func mostFrequent(_ limit: Int) -> [(category: String, count: Int)] {
        guard case .category(let summary) = self else { return [] }
        return summary.counts.counts.prefix(limit).map { (category: $0.category, count: $0.count) }
    }

    /// The one number that a monitor looks at.
    ///
    /// - Parameter statistic: which one.
    /// - Returns: `nil` where there is none.
    package func number(_ statistic: MonitorSpecification.Statistic) -> Double? {
        switch statistic {
        case .mean: self.mean
        case .quantile(let quantile): self.quantile(quantile)
        case .share(let word): self.share(of: word)
        }
    }

    /// What the values were like, for comparisons with others; `nil` for shares.
    package var column: ReferenceColumn? {
        switch self {
        case .number(let summary):
            return ReferenceColumn(sketch: summary.quantiles, missing: summary.missing)
        case .category(let summary):
            var words = Dictionary(summary.counts.counts.map { ($0.category, $0.count) }) { first, _ in first }
            if summary.counts.rest > 0 { words[ColumnWindow.otherWords] = summary.counts.rest }
            return ReferenceColumn(words: words, missing: summary.missing)
        case .share: return nil
        }
    }
}

extension Profile {
    /// What later requests are compared with: each column that drift is looked for in, and some rows.
    package var reference: DriftReference {
        var columns: [String: ReferenceColumn] = [:]
        for (key, summary) in self.summaries { columns[DriftColumns.name(key)] = summary.column }
        return DriftReference(columns: columns, rows: self.sample)
    }
}
