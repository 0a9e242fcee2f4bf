package import AviaryStatistics

/// The values of one measure over many requests, in bounded memory; parts add up.
package enum Summary: Sendable, Hashable {
    /// Numbers with their distribution.
    case number(NumberSummary)
    /// Words and how often each came.
    case category(CategorySummary)
    /// How often it was so, among how many, and how often nothing could be said.
    case share(true: Int, total: Int, missing: Int)

    /// The room of a live summary's sketch of quantiles: a rank is wrong by at most 2.6 %.
    package static let liveSize = 128
    /// The most bytes of a word; longer ones are cut.
    private static let longestWord = 64

    /// Begins with no values.
    ///
    /// - Parameters:
    ///   - form: how the measure is summed up; a gauge as a number.
    ///   - size: the room of a sketch of quantiles.
    package init(_ form: Measure.Form, size: Int = liveSize) {
        self =
            switch form {
            case .number, .gauge: .number(NumberSummary(k: size))
            case .category: .category(CategorySummary())
            case .share: .share(true: 0, total: 0, missing: 0)
            }
    }

    /// Takes a value in; one of another form counts as missing.
    ///
    /// - Parameter value: the value.
    package mutating func add(_ value: MeasureValue) {
        switch self {
        case .number(var summary):
            // So that the enum holds no second reference while the summary grows.
            self = .share(true: 0, total: 0, missing: 0)
            if case .number(let number) = value, number.isFinite { summary.add(number) } else { summary.add(nil) }
            self = .number(summary)
        case .category(var summary):
            self = .share(true: 0, total: 0, missing: 0)
            if case .category(let word) = value { summary.add(Self.bounded(word)) } else { summary.add(nil) }
            self = .category(summary)
        case .share(let so, let total, let missing):
            switch value {
            case .flag(let isSo): self = .share(true: so + (isSo ? 1 : 0), total: total + 1, missing: missing)
            case .share(let count, of: let all): self = .share(true: so + count, total: total + all, missing: missing)
            case .number, .category, .missing: self = .share(true: so, total: total, missing: missing + 1)
            }
        }
    }

    private static func bounded(_ word: String) -> String {
        word.utf8.count <= Self.longestWord ? word : String(word.prefix(Self.longestWord / 4))
    }

    /// Takes in what another summary of the same measure has seen; one of another form or size is left out.
    ///
    /// - Parameter other: the other summary.
    package mutating func merge(_ other: Summary) {
        switch (self, other) {
        case (.number(var mine), .number(let theirs)):
            self = .share(true: 0, total: 0, missing: 0)
            try? mine.merge(theirs)
            self = .number(mine)
        case (.category(var mine), .category(let theirs)):
            self = .share(true: 0, total: 0, missing: 0)
            try? mine.merge(theirs)
            self = .category(mine)
        case (.share(let so, let total, let missing), .share(let theirSo, let theirTotal, let theirMissing)):
            self = .share(true: so + theirSo, total: total + theirTotal, missing: missing + theirMissing)
        case (.number, _), (.category, _), (.share, _): break
        }
    }

    /// How many values there were.
    package var count: Int {
        switch self {
        case .number(let summary): summary.count
        case .category(let summary): summary.count
        case .share(_, let total, _): total
        }
    }

    /// How many were missing.
    package var missing: Int {
        switch self {
        case .number(let summary): summary.missing
        case .category(let summary): summary.missing
        case .share(_, _, let missing): missing
        }
    }

    /// The mean of numbers, or how large the share is; `nil` for no values, and for words.
    package var mean: Double? {
        switch self {
        case .number(let summary): summary.moments.count > 0 ? summary.moments.mean : nil
        case .category: nil
        case .share(let so, let total, _): total > 0 ? Double(so) / Double(total) : nil
        }
    }

    /// A quantile of numbers; `nil` for no values, and for anything else.
    ///
    /// - Parameter q: 0...1.
    package func quantile(_ q: Double) -> Double? {
        if case .number(let summary) = self { summary.quantiles.quantile(q) } else { nil }
    }

    /// The words that came most often, the most frequent first.
    ///
    /// - Parameter limit: how many at most.
    package func mostFrequent(_ limit: Int) -> [(category: String, count: Int)] {
        if case .category(let summary) = self { Array(summary.counts.counts.prefix(limit)) } else { [] }
    }

    /// The one number that a monitor looks at.
    ///
    /// - Parameter statistic: which one.
    /// - Returns: `nil` where there is none.
    package func number(_ statistic: MonitorSpecification.Statistic) -> Double? {
        switch statistic {
        case .mean: return self.mean
        case .quantile(let quantile): return self.quantile(quantile)
        case .share(let word):
            guard case .category(let summary) = self, summary.count > 0 else { return nil }
            let count = summary.counts.counts.first { $0.category == word }?.count ?? 0
            return Double(count) / Double(summary.count)
        }
    }

    /// What the values were like, for comparisons with others; `nil` for shares.
    package var column: ReferenceColumn? {
        switch self {
        case .number(let summary):
            let values = summary.quantiles.weightedValues.map {
                ReferenceColumn.Weighted(value: $0.value, weight: $0.weight)
            }
            return ReferenceColumn(numbers: values, rankError: summary.quantiles.rankError, missing: summary.missing)
        case .category(let summary):
            var words = Dictionary(summary.counts.counts.map { ($0.category, $0.count) }) { first, _ in first }
            if summary.counts.rest > 0 { words[ColumnWindow.otherWords] = summary.counts.rest }
            return ReferenceColumn(words: words, missing: summary.missing)
        case .share: return nil
        }
    }
}
