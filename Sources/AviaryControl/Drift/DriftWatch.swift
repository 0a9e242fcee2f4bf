package import AviaryCore
package import AviaryStatistics

/// Compares windows of so many requests with a reference, one after the other, and accepts so many false alarms in a time.
///
/// A window that took the share `t / T` of the period `T`, in which `k` false alarms are accepted, is tested at the level
/// `k t / T`: over any period these levels add up to `k` or less, so that is how many windows are called drifted, on average,
/// while nothing changes. How the columns of a table hang together is looked at as one more feature. Features are corrected for by Holm's method, which holds however they depend on each other.
package struct DriftWatch: Sendable {
    /// What is said of a window.
    package struct Report: Sendable, Hashable {
        /// Whether it is unlike the reference.
        package let isDrifted: Bool
        /// Features by how surely and how far they have drifted, the most first.
        package let ranking: [Judgement.Evidence.RankedFeature]
        /// The comparison of the first of them.
        package let most: FeatureComparison
        /// At which level it was tested.
        package let level: Double
        /// How many requests it has.
        package let requests: Int
        /// When it began.
        package let from: Timestamp
        /// When it ended.
        package let to: Timestamp
    }

    /// However seldom requests come, a window is never tested at a higher level.
    package static let greatestLevel = 0.05

    private let reference: [String: ReferenceColumn]
    private let falseAlarms: MonitorSpecification.FalseAlarms
    private let size: Int
    private let test: TwoSampleTest?
    private var columns: [String: ColumnWindow] = [:]
    private var rows: RowWatch?
    private var requests = 0
    private var from: Timestamp?

    /// Begins to watch.
    ///
    /// - Parameters:
    ///   - reference: what each feature was like, and how features hang together.
    ///   - rowColumns: the columns of the rows that come.
    ///   - size: how many requests make a window; at least ``FeatureComparison/fewest``.
    ///   - falseAlarms: how many false alarms are accepted.
    ///   - test: one with a p-value, in place of the usual one for the columns of the kind that it takes.
    package init(
        reference: DriftReference,
        rowColumns: [String] = [],
        size: Int,
        falseAlarms: MonitorSpecification.FalseAlarms,
        test: TwoSampleTest? = nil
    ) {
        self.reference = reference.columns
        self.rows = reference.rows.flatMap { RowWatch($0, columns: rowColumns) }
        self.size = max(size, FeatureComparison.fewest)
        self.falseAlarms = falseAlarms
        self.test = test
    }

    /// Begins to watch as a monitor says.
    ///
    /// - Parameters:
    ///   - reference: what each feature was like, and how features hang together.
    ///   - rowColumns: the columns of the rows that come.
    ///   - plan: what the monitor looks for.
    init(_ reference: DriftReference, rowColumns: [String], _ plan: MonitorSpecification.Drift) {
        self.init(
            reference: reference,
            rowColumns: rowColumns,
            size: plan.window,
            falseAlarms: plan.falseAlarms,
            test: plan.liveTest
        )
    }

    /// Takes a value of the present request in.
    ///
    /// - Parameters:
    ///   - value: the value.
    ///   - feature: of which feature; one that the reference does not have is left out.
    package mutating func add(_ value: MeasureValue, of feature: String) {
        guard self.reference[feature] != nil else { return }
        self.columns[feature, default: ColumnWindow()].add(value)
    }

    /// Takes a row of the present request in, by which it is seen how features hang together.
    ///
    /// - Parameter row: a number for each of the columns of rows.
    package mutating func add(row: [Double]) { self.rows?.add(row) }

    /// Ends the present request.
    ///
    /// - Parameter time: when it came.
    /// - Returns: what is said of the window, where it is full; the next one begins then.
    package mutating func endRequest(at time: Timestamp) -> Report? {
        let from = self.from ?? time
        self.from = from
        self.requests += 1
        guard self.requests >= self.size else { return nil }
        defer {
            self.columns = [:]
            self.requests = 0
            // Windows follow each other without a gap, so that their levels add up.
            self.from = time
        }
        return self.report(from, time)
    }

    private mutating func report(_ from: Timestamp, _ to: Timestamp) -> Report? {
        var found: [(feature: String, comparison: FeatureComparison)] = []
        for (feature, window) in self.columns.sorted(by: { $0.key < $1.key }) {
            guard let known = self.reference[feature],
                let one = FeatureComparison(window, known, by: self.test, seed: UInt64(bitPattern: from.milliseconds))
            else { continue }
            found.append((feature, one))
        }
        if let together = self.rows?.endWindow() { found.append((RowWatch.name, together)) }
        let corrected = MultipleTests.holm(found.map(\.comparison.pValue))
        let order = found.indices.sorted { one, other in
            (corrected[one], -found[one].comparison.distance) < (corrected[other], -found[other].comparison.distance)
        }
        guard let first = order.first else { return nil }
        let level = self.level(from, to)
        return Report(
            isDrifted: corrected[first] <= level,
            ranking: order.map { index in
                Judgement.Evidence.RankedFeature(
                    feature: found[index].feature,
                    distance: found[index].comparison.distance,
                    pValue: corrected[index]
                )
            },
            most: found[first].comparison,
            level: level,
            requests: self.requests,
            from: from,
            to: to
        )
    }

    private func level(_ from: Timestamp, _ to: Timestamp) -> Double {
        let period = self.falseAlarms.period.seconds
        guard period > 0 else { return 0 }
        let took = max(0, to.since(from).seconds)
        return min(Self.greatestLevel, self.falseAlarms.count * took / period)
    }
}
