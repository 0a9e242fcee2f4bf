package import AviaryControl
package import AviaryCore
internal import GRDB

/// The store in a file of SQLite, or in memory.
///
/// Reads go on beside a write, for the file has a write-ahead log; that log is synchronised at each commit, so what has
/// been acknowledged survives a power cut. One program at a time has the file.
package final class SQLiteStore: Store {
    /// The path that stands for a store in memory.
    package static let memory = ":memory:"

    /// How long another program, such as one that makes a copy, may hold the file.
    private static let patience = 5.0

    let path: String
    private let database: any DatabaseWriter
    private let lock: Locked<FileLock?>

    /// Opens a store, or makes a new one.
    ///
    /// - Parameter path: the file, which is made where it is not there, with the directories that lead to it; `:memory:`
    ///   for a store that is gone with the value.
    /// - Throws: `AviaryError` with code `conflict` when another program has it; any other when it is no database, is of
    ///   a later version of Aviary, or cannot be written.
    package init(path: String) throws(AviaryError) {
        guard !path.isEmpty else {
            throw AviaryError(.invalidArgument, "the database has no name", remedy: "name a file with --database")
        }
        self.path = path
        let isKept = path != Self.memory
        if isKept, let slash = path.lastIndex(of: "/") { try makeDirectories(path[..<slash]) }
        self.lock = Locked(isKept ? try FileLock.of(path, "the database '\(path)'", flag: "--database") : nil)
        if isKept { makePrivate(path) }
        var configuration = Configuration()
        configuration.label = "AviaryStore"
        configuration.busyMode = .timeout(Self.patience)
        configuration.foreignKeysEnabled = true
        do {
            self.database =
                isKept
                ? try DatabasePool(path: path, configuration: configuration)
                : try DatabaseQueue(configuration: configuration)
            // A pool begins with NORMAL, under which a power cut takes the latest commits.
            try self.database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            try Schema.prepare(self.database, path)
        } catch {
            throw databaseError(error, path)
        }
    }

    /// Ends all work with the file, and lets another program have it.
    ///
    /// - Throws: `AviaryError` when something still reads or writes; the store then remains as it was.
    package func close() throws(AviaryError) {
        // So that the file alone is a whole copy; if it fails, the next one to open it does this.
        try? self.database.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        do {
            try self.database.close()
        } catch {
            throw databaseError(error, self.path)
        }
        self.lock.withLock { $0 = nil }
    }

    package func endpoints() async throws(AviaryError) -> [EndpointRecord] {
        try await self.read { db in
            try String.fetchAll(db, sql: "SELECT body FROM endpoint ORDER BY name").map { try Body.read($0) }
        }
    }

    package func notifiers() async throws(AviaryError) -> [NotifierSpecification] {
        try await self.read { db in
            try String.fetchAll(db, sql: "SELECT body FROM notifier ORDER BY name").map { try Body.read($0) }
        }
    }

    package func rollout(_ id: String) async throws(AviaryError) -> Rollout? {
        try await self.read { db in
            try String.fetchOne(db, sql: "SELECT body FROM rollout WHERE id = ?", arguments: [id]).map {
                try Body.read($0)
            }
        }
    }

    package func rollouts(_ query: RolloutQuery) async throws(AviaryError) -> [Rollout] {
        try await self.read { db in
            var search = Search(from: "SELECT body FROM rollout")
            if let endpoint = query.endpoint { search.demand("endpoint = ?", endpoint.rawValue) }
            if let among = query.among { search.demand("endpoint", among: among.map(\.rawValue)) }
            if let isOver = query.isOver { search.demand("is_over = ?", isOver) }
            if let before = query.before {
                let sql = "SELECT number FROM rollout WHERE id = ?"
                guard let number = try Int64.fetchOne(db, sql: sql, arguments: [before]) else {
                    throw AviaryError(.notFound, "there is no rollout '\(before)' to list from")
                }
                search.demand("number < ?", number)
            }
            return try Row.fetchAll(db, search.limited(to: query.limit, by: "number DESC")).map { row in
                try Body.read(row["body"])
            }
        }
    }

    package func events(_ query: EventQuery) async throws(AviaryError) -> [RecordedEvent] {
        try await self.read { db in
            var search = Search(from: "SELECT sequence, body FROM event")
            search.demand("sequence > ?", query.after)
            if let endpoint = query.endpoint { search.demand("endpoint = ?", endpoint.rawValue) }
            if let among = query.among { search.demand("endpoint", among: among.map(\.rawValue)) }
            if let rollout = query.rollout { search.demand("rollout = ?", rollout) }
            return try Row.fetchAll(db, search.limited(to: query.limit, by: "sequence")).map { row in
                RecordedEvent(sequence: row["sequence"], event: try Body.read(row["body"]))
            }
        }
    }

    package func reply(to key: String) async throws(AviaryError) -> RememberedReply? {
        try await self.read { db in
            try String.fetchOne(db, sql: "SELECT body FROM reply WHERE key = ?", arguments: [key]).map {
                try Body.read($0)
            }
        }
    }

    package func alerts(_ query: AlertQuery) async throws(AviaryError) -> [Alert] {
        try await self.read { db in
            var search = Search(from: "SELECT body FROM alert")
            if let endpoint = query.endpoint { search.demand("endpoint = ?", endpoint.rawValue) }
            if let among = query.among { search.demand("endpoint", among: among.map(\.rawValue)) }
            if let severity = query.severity { search.demand("severity = ?", severity.rawValue) }
            if let number = query.number { search.demand("number = ?", number) }
            if let before = query.before { search.demand("number < ?", before) }
            if !query.states.isEmpty { search.demand("state", among: query.states.map(\.rawValue)) }
            return try Row.fetchAll(db, search.limited(to: query.limit, by: "number DESC")).map { row in
                try Body.read(row["body"])
            }
        }
    }

    package func lastAlert() async throws(AviaryError) -> Int64 {
        try await self.read { db in try Int64.fetchOne(db, sql: "SELECT last FROM alert_number") ?? 0 }
    }

    package func silences() async throws(AviaryError) -> [Silence] {
        try await self.read { db in
            try String.fetchAll(db, sql: "SELECT body FROM silence ORDER BY id").map { try Body.read($0) }
        }
    }

    package func outbox(of notifier: String, limit: Int) async throws(AviaryError) -> [OutboxNotice] {
        try await self.read { db in
            let sql = """
                SELECT number, sequence, body FROM outbox JOIN event ON event.sequence = outbox.event
                WHERE notifier = ? ORDER BY number LIMIT ?
                """
            return try Row.fetchAll(db, sql: sql, arguments: [notifier, max(0, limit)]).map { row in
                let recorded = RecordedEvent(sequence: row["sequence"], event: try Body.read(row["body"]))
                return OutboxNotice(number: row["number"], recorded: recorded)
            }
        }
    }

    package func outboxCount(of notifier: String) async throws(AviaryError) -> Int {
        try await self.read { db in
            let sql = "SELECT count(*) FROM outbox WHERE notifier = ?"
            return try Int.fetchOne(db, sql: sql, arguments: [notifier]) ?? 0
        }
    }

    package func keys() async throws(AviaryError) -> [KnownKey] {
        try await self.read { db in
            try Row.fetchAll(db, sql: "SELECT last_used, body FROM api_key ORDER BY prefix").map { row in
                let lastUsed: Int64? = row["last_used"]
                return KnownKey(try Body.read(row["body"]), lastUsed: lastUsed.map { Timestamp(milliseconds: $0) })
            }
        }
    }

    package func commit(_ change: StoreChange) async throws(AviaryError) -> [RecordedEvent] {
        do {
            return try await self.database.write { try change.write(to: $0) }
        } catch {
            throw databaseError(error, self.path)
        }
    }

    private func read<Value: Sendable>(
        _ body: @Sendable (Database) throws -> Value
    ) async throws(AviaryError) -> Value {
        do {
            return try await self.database.read(body)
        } catch {
            throw databaseError(error, self.path)
        }
    }
}

/// A question with as many conditions as were asked for.
private struct Search {
    private let beginning: String
    private var conditions: [String] = []
    private var arguments = StatementArguments()

    init(from beginning: String) { self.beginning = beginning }

    mutating func demand(_ condition: String, _ value: some DatabaseValueConvertible) {
        self.conditions.append(condition)
        self.arguments += [value]
    }

    mutating func demand(_ column: String, among values: [String]) {
        let places = Array(repeating: "?", count: values.count).joined(separator: ", ")
        self.conditions.append("\(column) IN (\(places))")
        self.arguments += StatementArguments(values)
    }

    func limited(to count: Int, by order: String) -> SQLRequest<Row> {
        let filter = self.conditions.isEmpty ? "" : " WHERE " + self.conditions.joined(separator: " AND ")
        // A negative limit would be none.
        return SQLRequest(
            sql: "\(self.beginning)\(filter) ORDER BY \(order) LIMIT ?",
            arguments: self.arguments + [max(0, count)]
        )
    }
}
