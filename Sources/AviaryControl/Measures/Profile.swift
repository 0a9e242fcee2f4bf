package import AviaryCore
internal import AviaryStatistics

/// What data look like: a version's training data, or a window of live traffic.
///
/// Its size is bounded by ``mostMeasures`` summaries of bounded size; a number's takes about 9 KB as JSON.
package struct Profile: Sendable, Hashable {
    /// How many rows, or requests, it sums up.
    package private(set) var rows = 0
    /// What each measure looks like.
    package private(set) var summaries: [MeasureKey: Summary] = [:]
    /// How many values came of measures beyond ``mostMeasures``, and were left out.
    package private(set) var dropped = 0
    /// Some rows, by which it is known how columns of numbers hang together; `nil` where none were kept.
    package private(set) var sample: TableRows?
    let seed: UInt64

    /// How many measures it holds at most.
    package static let mostMeasures = 10_000
    // Far from where adding up overflows.
    private static let mostRows = 1 << 53

    /// Begins with no rows.
    ///
    /// - Parameter seed: of the quantiles; profiles that are to be merged should not all have the same.
    package init(seed: UInt64 = 1) { self.seed = seed }

    /// Takes a row, or a request, in.
    ///
    /// - Parameter values: what it has shown.
    package mutating func add(row values: some Sequence<(key: MeasureKey, value: MeasureValue)>) {
        self.rows += 1
        for (key, value) in values { self.add(value, of: key) }
    }

    /// Rows of both; none where one has none or has other columns, since a part would not be a fair sample of the whole.
    private static func together(_ one: TableRows?, _ other: TableRows?) -> TableRows? {
        guard var sum = one, let other, (try? sum.merge(other)) != nil else { return nil }
        return sum
    }

    private mutating func add(_ value: MeasureValue, of key: MeasureKey) {
        if let index = self.summaries.index(forKey: key) {
            self.summaries.values[index].add(value)
        } else if self.summaries.count < Self.mostMeasures {
            var summary = Summary(key.measure.form, seed: self.seed)
            summary.add(value)
            self.summaries[key] = summary
        } else {
            self.dropped += 1
        }
    }

    /// Takes in columns that have been summed up by themselves.
    ///
    /// - Parameters:
    ///   - rows: how many rows the columns have.
    ///   - columns: what each looks like, in the form of its measure.
    ///   - dropped: how many values were left out.
    ///   - sample: some of the rows.
    ///   - seed: of the quantiles of measures that are still to come.
    /// - Throws: an ``AviaryError`` for a summary of another form, or for too many.
    package init(
        rows: Int,
        columns: [MeasureKey: Summary],
        dropped: Int = 0,
        sample: TableRows? = nil,
        seed: UInt64 = 1
    ) throws(AviaryError) {
        guard columns.count <= Self.mostMeasures else {
            throw AviaryError(
                .invalidArgument,
                "expected at most \(Self.mostMeasures) measures in a profile, got \(columns.count)",
                remedy: "leave columns out"
            )
        }
        if let (key, summary) = columns.sorted(by: { $0.key < $1.key }).first(where: { !$1.fits($0.measure.form) }) {
            throw AviaryError(.invalidArgument, "expected another summary of \(key.title) than one of \(summary.word)")
        }
        guard (0...Self.mostRows).contains(rows), (0...Self.mostRows).contains(dropped) else {
            throw AviaryError(
                .invalidArgument,
                "expected 0 to 2^53 rows and dropped values, got \(rows) and \(dropped)"
            )
        }
        self.rows = rows
        self.dropped = dropped
        self.summaries = columns
        self.sample = sample
        self.seed = seed
    }

    /// What a measure looks like; `nil` for one that has not come.
    package subscript(key: MeasureKey) -> Summary? { self.summaries[key] }

    /// The numbers that a feature's values lie between, exactly; `nil` where it has none.
    ///
    /// - Parameter feature: the feature's name.
    /// - Returns: the smallest and the greatest.
    package func range(of feature: String) -> ClosedRange<Double>? {
        guard case .number(let summary) = self.summaries[MeasureKey(.value, of: feature)],
            let least = summary.quantiles.minimum, let most = summary.quantiles.maximum
        else { return nil }
        return least...most
    }

    /// All categories that a feature has; `nil` where it has none, or so many that not all are known.
    ///
    /// - Parameter feature: the feature's name.
    /// - Returns: the categories.
    package func categories(of feature: String) -> Set<String>? {
        guard case .category(let summary) = self.summaries[MeasureKey(.category, of: feature)], summary.counts.isExact
        else { return nil }
        return Set(summary.counts.countsByCategory.keys)
    }

    /// Takes in the profile of other rows.
    ///
    /// Measures that are not a feature's values may be there in one only.
    ///
    /// - Parameter other: a profile with the same features.
    /// - Throws: an ``AviaryError`` that names the features that differ; then nothing has changed.
    package mutating func merge(_ other: Profile) throws(AviaryError) {
        if self.rows > 0, other.rows > 0 { try self.requireSchema(of: other) }
        var merged = self
        for (key, summary) in other.summaries {
            if let index = merged.summaries.index(forKey: key) {
                do throws(SketchError) {
                    try merged.summaries.values[index].merge(summary)
                } catch {
                    throw AviaryError(.invalidArgument, error.description).at(key.title)
                }
            } else if merged.summaries.count < Self.mostMeasures {
                merged.summaries[key] = summary
            } else {
                merged.dropped += summary.count + summary.missing
            }
        }
        if self.rows == 0 {
            merged.sample = other.sample
        } else if other.rows > 0 {
            merged.sample = Self.together(self.sample, other.sample)
        }
        merged.rows = min(merged.rows + other.rows, Self.mostRows)
        merged.dropped = min(merged.dropped + other.dropped, Self.mostRows)
        self = merged
    }
}

extension MeasureKey {
    /// The measure's name, with the feature's in brackets.
    var title: String { self.feature.map { "\(self.measure.rawValue)[\($0)]" } ?? self.measure.rawValue }
}
