import AviaryControl
import AviaryCore
import AviaryStore
import AviaryTables

/// Predictions of the log with the labels of a file.
struct LabelledPredictions {
    private let plan: LoggedAnswer.Plan
    private var join = LabelJoin()
    /// The predictions that have labels, in the order of the log.
    private(set) var joined: [JoinedLabel] = []
    /// How many rows the table of labels has.
    private(set) var rows = 0
    /// Rows of labels that say nothing: ragged, without id or label, or with an id that is no prediction's name.
    private(set) var unreadable = 0
    /// How many predictions of the endpoint there are.
    private(set) var predictions = 0
    /// What is odd, a sentence each.
    private(set) var notes: [String] = []

    /// What is expected of the predictions; `nil` where nobody asks.
    private(set) var expected: ExpectedAccuracy?

    /// Begins without labels and predictions.
    ///
    /// - Parameters:
    ///   - plan: which output is the answer.
    ///   - expected: takes in the probabilities, too.
    init(_ plan: LoggedAnswer.Plan, expected: ExpectedAccuracy?) {
        self.plan = plan
        self.expected = expected
    }

    var counts: LabelJoin.Counts { self.join.counts }

    /// Reads the labels.
    mutating func addLabels(_ table: TableFile, name: String) throws(AviaryError) {
        var (first, conflict): (String?, String?)
        try table.rows(["id", "label"]) { row throws(AviaryError) in
            self.rows += 1
            if let problem = Self.problem(row) {
                self.unreadable += 1
                first = first ?? "line \(row.line): \(problem)"
                return
            }
            guard let id = row.values[0].flatMap({ PredictionID($0) }), let label = row.values[1] else { return }
            if case .conflicting(let earlier) = self.join.add(label: label, for: id) {
                conflict = conflict ?? "line \(row.line) says '\(label)' of \(id), an earlier one '\(earlier)'"
            }
        }
        if let first {
            self.notes.append("'\(name)': \(Self.rows(self.unreadable)) passed over, the first is \(first)")
        }
        if let conflict {
            self.notes.append(
                "'\(name)': \(Self.rows(self.counts.conflicting)) with another label than before, which counts; the first is \(conflict)"
            )
        }
        if self.counts.forgotten > 0 {
            self.notes.append(
                "'\(name)': the first \(self.counts.forgotten) labels were forgotten, there are too many: use several files"
            )
        }
    }

    private static func rows(_ count: Int) -> String { count == 1 ? "1 row" : "\(count) rows" }

    private static func problem(_ row: TableRow) -> String? {
        if let problem = row.problem { return problem }
        guard let id = row.values[0] else { return "the id is missing" }
        guard PredictionID(id) != nil else { return "'\(id)' is no prediction's name" }
        return row.values[1] == nil ? "the label is missing" : nil
    }

    /// Reads the predictions of a log, page by page.
    mutating func addLog(_ log: LogReader, _ query: LogQuery) throws(AviaryError) {
        var query = query
        query.order = .oldest
        while true {
            let rows = try log.rows(query)
            for row in rows { self.add(row.id, row.at, outputs: row.outputs.json) }
            guard rows.count == query.limit, let last = rows.last else { return }
            query.after = last.id
        }
    }

    /// Reads the predictions that were exported.
    mutating func addExport(
        _ table: TableFile,
        name: String,
        endpoint: String,
        version: VersionNumber?
    ) throws(AviaryError) {
        let wanted = version?.description
        var (faulty, first): (Int, String?) = (0, nil)
        try table.rows(["id", "endpoint", "version", "outputs"]) { row throws(AviaryError) in
            guard row.problem == nil, let id = row.values[0].flatMap({ PredictionID($0) }) else {
                faulty += 1
                first = first ?? "line \(row.line): \(row.problem ?? "the id is no prediction's name")"
                return
            }
            guard row.values[1] == endpoint, wanted == nil || row.values[2] == wanted else { return }
            self.add(id, id.at, outputs: row.values[3])
        }
        if let first { self.notes.append("'\(name)': \(Self.rows(faulty)) passed over, the first is \(first)") }
    }

    private mutating func add(_ id: PredictionID, _ time: Timestamp, outputs: String?) {
        self.predictions += 1
        let bytes = Array((outputs ?? "").utf8)
        // What is no JSON is no usable output, and counted as such.
        let tensors = try? JSONValue(parsing: bytes.span.bytes)
        let answer = tensors.flatMap { LoggedAnswer(outputs: $0, self.plan) }
        if self.expected != nil, let scores = tensors.flatMap({ LoggedScores(outputs: $0, self.plan) }) {
            self.expected?.add(scores, label: self.join.label(of: id))
        }
        if case .joined(let label) = self.join.add(answer, at: time, for: id) { self.joined.append(label) }
    }

    /// Nothing more will come.
    mutating func end() { self.expected?.end() }
}
