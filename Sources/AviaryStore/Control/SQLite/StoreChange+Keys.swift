internal import AviaryControl
internal import AviaryCore
internal import GRDB

extension StoreChange {
    /// Writes API keys down.
    func writeKeys(to db: Database) throws {
        if let revokedKey {
            try db.execute(sql: "DELETE FROM api_key WHERE prefix = ?", arguments: [revokedKey])
            guard db.changesCount == 1 else { throw AviaryError(.conflict, "there is no key '\(revokedKey)' any more") }
        }
        if let key { try Self.put(key, in: db) }
        for (prefix, time) in self.keyUses {
            try db.execute(
                sql: "UPDATE api_key SET last_used = max(coalesce(last_used, ?1), ?1) WHERE prefix = ?2",
                arguments: [time.milliseconds, prefix]
            )
        }
    }

    private static func put(_ key: APIKey, in db: Database) throws {
        let sql = "SELECT revision FROM api_key WHERE prefix = ?"
        let stored = try Int.fetchOne(db, sql: sql, arguments: [key.prefix])
        // So that no key comes back that was revoked meanwhile.
        guard key.revision == (stored ?? 0) + 1 else {
            throw Self.conflict("key '\(key.prefix)'", stored: stored, written: key.revision)
        }
        try db.execute(
            sql: """
                INSERT INTO api_key (prefix, revision, body) VALUES (?, ?, ?)
                ON CONFLICT (prefix) DO UPDATE SET revision = excluded.revision, body = excluded.body
                """,
            arguments: [key.prefix, key.revision, try Body.write(key)]
        )
    }
}
