package import AviaryControl
package import AviaryCore
internal import AviaryStatistics
package import AviaryTables

/// Compares a table with its reference, column by column, in bounded memory.
///
/// Both files are read once for each group of columns whose values fit half of the memory; what does not fit is left to the
/// next reading. A column is one of numbers if every value of both sides is a number; if one turns out not to be, it is read
/// again as words.
package struct DriftRun {
    /// What came out.
    package struct Outcome: Sendable {
        /// The verdicts.
        package let drift: TableDrift
        /// What plots of the columns show, by name.
        package let pictures: [String: ColumnPicture]
        /// What people should know.
        package let notes: [DriftNote]
        /// How many rows the reference has, and the other side.
        package let rows: (reference: Int, current: Int)
    }

    private let files: (reference: TableFile, current: TableFile)
    private let plan: DriftPlan
    private let memory: Int
    private let threads: Int
    /// The columns to compare, with their places in both files.
    private let columns: [(name: String, reference: Int, current: Int)]

    /// Prepares a comparison.
    ///
    /// - Parameters:
    ///   - reference: what the other side is compared with.
    ///   - current: the other side.
    ///   - columns: the columns to compare, which both have.
    ///   - plan: which tests, and what their results mean.
    ///   - memory: how many bytes may be used for values, sorting included.
    ///   - threads: how many columns are compared at a time.
    package init(
        reference: TableFile,
        current: TableFile,
        columns: [String],
        plan: DriftPlan,
        memory: Int,
        threads: Int
    ) {
        self.files = (reference, current)
        self.plan = plan
        self.memory = memory
        self.threads = threads
        let places = (Self.places(reference.columns), Self.places(current.columns))
        self.columns = columns.compactMap { name in
            guard let first = places.0[name], let second = places.1[name] else { return nil }
            return (name, first, second)
        }
    }

    private static func places(_ names: [String]) -> [String: Int] {
        Dictionary(names.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
    }

    /// Reads and compares.
    ///
    /// - Parameter progress: is told, on the calling thread, which share is done, and what is done now.
    /// - Returns: verdicts, pictures and notes.
    /// - Throws: ``AviaryError`` for the first record of either file that cannot be read.
    package func run(_ progress: (_ share: Double, _ what: String) -> Void) throws(AviaryError) -> Outcome {
        var notes: [DriftNote] = []
        // What seems to be numbers on one side is read as such on both, and told where it is not.
        var isWords = self.columns.map { column in
            self.files.reference.likelyTypes[column.reference] == .category
                && self.files.current.likelyTypes[column.current] == .category
        }
        var waiting = Array(self.columns.indices)
        var outcomes: [Int: ColumnComparer.Outcome] = [:]
        var rows = (reference: 0, current: 0)
        let paths = (reference: self.files.reference.path, current: self.files.current.path)
        // So many columns as fitted last time are tried next time.
        var fitting = waiting.count
        while !waiting.isEmpty {
            var group = TableGroup(Array(waiting.prefix(fitting)), isWords, budget: self.memory / 2)
            for side in [TableGroup.Side.reference, .current] {
                let file = side == .reference ? self.files.reference : self.files.current
                let places = self.columns.map { side == .reference ? $0.reference : $0.current }
                var bytes = 0
                try file.scan(group.readings(places, file.columns.count)) { piece throws(AviaryError) in
                    group.add(piece, side, places)
                    bytes += piece.bytes
                    let half = file.size > 0 ? min(1, Double(bytes) / Double(file.size)) / 2 : 0
                    let part = (side == .reference ? 0 : 0.5) + half
                    let weight = Double(group.columns.count) / Double(self.columns.count)
                    progress(Double(outcomes.count) / Double(self.columns.count) + part * weight, file.path)
                }
            }
            rows = (max(rows.reference, group.rows.reference), max(rows.current, group.rows.current))
            for column in group.columns where !isWords[column] {
                guard let stores = group.stores(column) else { continue }
                notes += DriftNote.notes(self.columns[column].name, stores, paths)
                isWords[column] = stores.reference.strays.count + stores.current.strays.count > 0
            }
            let ready = group.columns.filter { isWords[$0] == group.isWords[$0] }
            let compared = try self.compare(ready, group.takeAll(), isWords)
            outcomes.merge(compared) { first, _ in first }
            fitting = group.fitting
            waiting = waiting.filter { outcomes[$0] == nil }
        }
        let all = self.columns.indices.compactMap { outcomes[$0] }
        var pictures: [String: ColumnPicture] = [:]
        for outcome in all { pictures[outcome.comparison.column] = outcome.picture }
        let drift = self.plan.conclude(all.map(\.comparison))
        notes += drift.columns.compactMap { DriftNote(unknown: $0, paths) }
        return Outcome(drift: drift, pictures: pictures, notes: notes, rows: rows)
    }

    /// Compares columns, several at a time.
    private func compare(
        _ columns: [Int],
        _ read: sending [Int: (reference: ColumnStore, current: ColumnStore)],
        _ isWords: [Bool]
    ) throws(AviaryError) -> [Int: ColumnComparer.Outcome] {
        let comparer = ColumnComparer(plan: self.plan)
        let next = Locked(0)
        let finished = Mailbox<(Int, ColumnComparer.Outcome)>()
        let stores = Locked(read)
        let names = self.columns.map(\.name)
        for _ in 0..<min(max(1, self.threads), columns.count) {
            try NativeThread.start {
                while true {
                    let index = next.withLock { next in
                        defer { next += 1 }
                        return next
                    }
                    guard index < columns.count else { return }
                    let column = columns[index]
                    guard let (reference, current) = stores.withLock({ $0.removeValue(forKey: column) }) else { return }
                    let outcome =
                        isWords[column]
                        ? comparer.words(names[column], reference, current)
                        : comparer.numbers(names[column], reference, current)
                    finished.send((column, outcome))
                }
            }
        }
        var outcomes: [Int: ColumnComparer.Outcome] = [:]
        while outcomes.count < columns.count {
            for (column, outcome) in finished.receive() ?? [] { outcomes[column] = outcome }
        }
        return outcomes
    }
}
