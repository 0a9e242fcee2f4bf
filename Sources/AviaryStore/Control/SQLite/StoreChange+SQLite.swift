internal import AviaryControl
internal import AviaryCore
internal import FoundationEssentials
internal import GRDB

/// Values as the JSON text of a column.
enum Body {
    /// Writes a value; the same value always gives the same text.
    static func write(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// Reads a value.
    static func read<Value: Decodable>(_ text: String) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(text.utf8))
    }
}

extension StoreChange {
    /// For how long a reply is remembered, in milliseconds.
    private static let memory: Int64 = 24 * 60 * 60 * 1000
    /// The most replies that are forgotten with one commit, which adds one at most.
    private static let forgottenAtOnce = 1000

    /// Writes all of it down, in a transaction that the caller has begun.
    ///
    /// - Parameter db: the database.
    /// - Returns: the log's new entries.
    /// - Throws: `AviaryError` with code `conflict` where somebody else was first; what GRDB throws for a failure.
    func write(to db: Database) throws -> [RecordedEvent] {
        if let removed { try Self.remove(removed, from: db) }
        if let endpoint { try Self.put(endpoint, in: db) }
        if let rollout { try Self.put(rollout, in: db) }
        if let notifier {
            // Not replaced: what waits for it would go with it.
            try db.execute(
                sql: """
                    INSERT INTO notifier (name, body) VALUES (?, ?)
                    ON CONFLICT (name) DO UPDATE SET body = excluded.body
                    """,
                arguments: [notifier.name, try Body.write(notifier)]
            )
        }
        if let removedNotifier {
            try db.execute(sql: "DELETE FROM notifier WHERE name = ?", arguments: [removedNotifier])
        }
        if let reply { try Self.put(reply, in: db) }
        try self.writeKeys(to: db)
        try self.writeAlerts(to: db)
        for number in self.doneNotices {
            try db.execute(sql: "DELETE FROM outbox WHERE number = ?", arguments: [number])
        }
        let recorded = try self.events.map { event in
            try db.execute(
                sql: "INSERT INTO event (at, endpoint, rollout, body) VALUES (?, ?, ?, ?)",
                arguments: [
                    event.at.milliseconds, event.endpoint.rawValue, event.rollout, try Body.write(event),
                ]
            )
            return RecordedEvent(sequence: db.lastInsertedRowID, event: event)
        }
        for notice in self.notices where recorded.indices.contains(notice.event) {
            try db.execute(
                sql: "INSERT INTO outbox (notifier, event) SELECT name, ? FROM notifier WHERE name = ?",
                arguments: [recorded[notice.event].sequence, notice.notifier]
            )
        }
        return recorded
    }

    private static func remove(_ name: ModelName, from db: Database) throws {
        try db.execute(sql: "DELETE FROM endpoint WHERE name = ?", arguments: [name.rawValue])
        guard db.changesCount == 1 else {
            throw AviaryError(.conflict, "there is no endpoint '\(name)' any more")
        }
    }

    private static func put(_ record: EndpointRecord, in db: Database) throws {
        let name = record.name.rawValue
        let stored = try Int.fetchOne(db, sql: "SELECT revision FROM endpoint WHERE name = ?", arguments: [name])
        guard record.revision == (stored ?? 0) + 1 else {
            throw Self.conflict("endpoint '\(name)'", stored: stored, written: record.revision)
        }
        try db.execute(
            sql: """
                INSERT INTO endpoint (name, revision, body) VALUES (?, ?, ?)
                ON CONFLICT (name) DO UPDATE SET revision = excluded.revision, body = excluded.body
                """,
            arguments: [name, record.revision, try Body.write(record)]
        )
    }

    private static func put(_ rollout: Rollout, in db: Database) throws {
        let sql = "SELECT revision FROM rollout WHERE id = ?"
        let stored = try Int.fetchOne(db, sql: sql, arguments: [rollout.id])
        // Its first revision may be any: what happened before it was stored is part of it.
        if let stored, rollout.revision != stored + 1 {
            throw Self.conflict("rollout '\(rollout.id)'", stored: stored, written: rollout.revision)
        }
        try db.execute(
            sql: """
                INSERT INTO rollout (id, endpoint, is_over, revision, body) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET
                    is_over = excluded.is_over, revision = excluded.revision, body = excluded.body
                """,
            arguments: [
                rollout.id, rollout.endpoint.rawValue, rollout.isOver, rollout.revision, try Body.write(rollout),
            ]
        )
    }

    private static func put(_ reply: RememberedReply, in db: Database) throws {
        let (difference, isTooEarly) = reply.at.milliseconds.subtractingReportingOverflow(Self.memory)
        let limit = isTooEarly ? Int64.min : difference
        try db.execute(
            sql: "DELETE FROM reply WHERE key IN (SELECT key FROM reply WHERE at <= ? ORDER BY at LIMIT ?)",
            arguments: [limit, Self.forgottenAtOnce]
        )
        try db.execute(
            sql: """
                INSERT INTO reply (key, at, body) VALUES (?, ?, ?)
                ON CONFLICT (key) DO UPDATE SET at = excluded.at, body = excluded.body WHERE at <= ?
                """,
            arguments: [reply.key, reply.at.milliseconds, try Body.write(reply), limit]
        )
        guard db.changesCount == 1 else {
            throw AviaryError(.conflict, "the request '\(reply.key)' has been answered already")
        }
    }

    static func conflict(_ what: String, stored: Int?, written: Int) -> AviaryError {
        let state = stored.map { "is at revision \($0)" } ?? "is not there"
        return AviaryError(
            .conflict,
            "\(what) \(state), and revision \(written) cannot follow",
            remedy: "read it again, and repeat the change"
        )
    }
}
