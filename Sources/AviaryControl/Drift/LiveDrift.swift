package import AviaryCore

/// Whether the requests to one version have drifted: first a reference is found or gathered, then window after window is
/// compared with it.
package struct LiveDrift: Sendable {
    private enum Stage: Sendable {
        /// The first requests become the reference.
        case gathering(Gathered, remaining: Int)
        case watching(DriftWatch)
        /// There is no reference, for this reason.
        case blind(String)
    }

    private struct Gathered: Sendable {
        var columns: [String: ColumnWindow] = [:]
        var rows: TableRows?

        init(rowColumns: [String]) {
            if rowColumns.count > 1 { self.rows = TableRows(columns: rowColumns) }
        }

        var reference: DriftReference {
            let columns = self.columns.mapValues { window in
                window.words.isEmpty
                    ? ReferenceColumn(numbers: window.numbers, missing: window.missing)
                    : ReferenceColumn(words: window.words, missing: window.missing)
            }
            return DriftReference(columns: columns, rows: self.rows)
        }
    }

    /// How many requests a reference may be gathered of.
    package static let mostGathered = 100_000

    private let plan: MonitorSpecification.Drift
    private let columns: [Int: String]
    private let rowColumns: [String]
    private var stage: Stage
    /// What was said last.
    package private(set) var report: DriftWatch.Report?
    /// When the first of the windows ended that have been unlike the reference without a break.
    package private(set) var since: Timestamp?

    /// Begins to watch.
    ///
    /// - Parameters:
    ///   - plan: what is looked for.
    ///   - slots: what is measured of each request.
    ///   - rowColumns: the columns of the rows that come; none where requests have no tables.
    ///   - reference: what requests were like; `nil` where no profile is stored with the version.
    package init(
        _ plan: MonitorSpecification.Drift,
        slots: [MeasureKey],
        rowColumns: [String] = [],
        reference: DriftReference?
    ) {
        self.plan = plan
        self.rowColumns = plan.kind == .inputs ? rowColumns : []
        self.columns = DriftColumns.names(of: plan.kind, among: slots)
        switch plan.reference {
        case .first(let count):
            self.stage = .gathering(
                Gathered(rowColumns: self.rowColumns),
                remaining: min(max(count, FeatureComparison.fewest), Self.mostGathered)
            )
        case .version, .window:
            if let reference, Set(self.columns.values).isDisjoint(with: reference.columns.keys) {
                let some = reference.columns.keys.sorted().prefix(3).joined(separator: ", ")
                self.stage = .blind("the version's profile has other columns than these requests: \(some)")
            } else if let reference {
                self.stage = .watching(DriftWatch(reference, rowColumns: self.rowColumns, plan))
            } else {
                self.stage = .blind("no profile is stored with the version, 'aviary profile' makes one")
            }
        }
    }

    /// Whether this is what is looked for, so that nothing need begin anew.
    ///
    /// - Parameters:
    ///   - plan: what is looked for.
    ///   - hasReference: whether a profile is stored with the version now.
    /// - Returns: whether it may go on.
    package func isOf(_ plan: MonitorSpecification.Drift, hasReference: Bool) -> Bool {
        if case .blind = self.stage, hasReference { return false }
        return self.plan == plan
    }

    /// Takes a value of the present request in.
    ///
    /// - Parameters:
    ///   - value: the value.
    ///   - slot: of which measure.
    package mutating func add(_ value: MeasureValue, slot: Int) {
        guard let name = self.columns[slot] else { return }
        switch self.stage {
        case .gathering(var gathered, let remaining):
            // The stage must not hold a second reference while its columns grow.
            self.stage = .blind("")
            gathered.columns[name, default: ColumnWindow()].add(value)
            self.stage = .gathering(gathered, remaining: remaining)
        case .watching(var watch):
            self.stage = .blind("")
            watch.add(value, of: name)
            self.stage = .watching(watch)
        case .blind: break
        }
    }

    /// Takes a row of the present request in.
    ///
    /// - Parameter row: a number for each of the columns of rows.
    package mutating func add(row: [Double]) {
        guard self.plan.kind == .inputs else { return }
        switch self.stage {
        case .gathering(var gathered, let remaining):
            self.stage = .blind("")
            gathered.rows?.add(row)
            self.stage = .gathering(gathered, remaining: remaining)
        case .watching(var watch):
            self.stage = .blind("")
            watch.add(row: row)
            self.stage = .watching(watch)
        case .blind: break
        }
    }

    /// Ends the present request.
    ///
    /// - Parameter time: when it came.
    package mutating func endRequest(at time: Timestamp) {
        switch self.stage {
        case .gathering(let gathered, let remaining):
            guard remaining <= 1 else {
                self.stage = .gathering(gathered, remaining: remaining - 1)
                return
            }
            self.stage = .watching(DriftWatch(gathered.reference, rowColumns: self.rowColumns, self.plan))
        case .watching(var watch):
            self.stage = .blind("")
            if let report = watch.endRequest(at: time) {
                self.since = report.isDrifted ? self.since ?? report.from : nil
                self.report = report
            }
            self.stage = .watching(watch)
        case .blind: break
        }
    }

    /// What is to be said now.
    package var judgement: (finding: Judgement.Finding, evidence: Judgement.Evidence) {
        switch self.stage {
        case .blind(let reason): return (.unknown, Judgement.Evidence("nothing is compared: \(reason)"))
        case .gathering(_, let remaining):
            return (.unknown, Judgement.Evidence("the reference is gathered, \(remaining) requests are missing"))
        case .watching:
            guard let report else {
                return (
                    .unknown, Judgement.Evidence("the first window of \(self.plan.window) requests is not full yet")
                )
            }
            return (report.isDrifted ? .breached : .well, self.evidence(report))
        }
    }

    private func evidence(_ report: DriftWatch.Report) -> Judgement.Evidence {
        let first = report.ranking.first
        let drifted = report.ranking.filter { ($0.pValue ?? 1) <= report.level }
        let what = self.plan.kind == .predictions ? "predictions" : "inputs"
        let distance = PlainNumber(report.most.distance)
        let words: String
        if report.isDrifted, let first {
            let others = drifted.count > 1 ? " and \(drifted.count - 1) more" : ""
            words =
                "\(what) have drifted: \(first.feature)\(others), \(distance) from the reference (\(report.most.test))"
        } else {
            words =
                "\(what) are like the reference; furthest from it is \(first?.feature ?? "nothing"), \(distance) away"
        }
        var evidence = Judgement.Evidence(words, value: report.most.distance)
        evidence.test = report.most.test
        evidence.statistic = report.most.statistic
        evidence.pValue = first?.pValue
        evidence.bound = report.level
        evidence.since = self.since
        evidence.requests = report.requests
        evidence.ranking = Array(report.ranking.prefix(20))
        return evidence
    }
}
