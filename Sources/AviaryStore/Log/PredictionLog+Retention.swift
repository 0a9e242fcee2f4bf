package import AviaryControl
package import AviaryCore
internal import FoundationEssentials
internal import GRDB

extension PredictionLog {
    /// What a clean-up has done.
    package struct Pruned: Sendable, Hashable {
        /// How many rows went.
        package var rows = 0
        /// Whether there are more that have to go.
        package var isMore = false
    }

    /// How many rows go in one transaction, so that nobody waits long for it.
    private static let chunk = 2000
    /// The most bytes of an endpoint's rows where they take memory.
    private static let memoryLimit = 16 << 20
    /// How many pages are given back to the disk at a time.
    private static let pages = 4000

    /// Removes rows that are too old or too many; a bounded number of them at a time.
    ///
    /// A log in memory keeps 16 MiB of an endpoint's rows at most. Rows of an endpoint go in the order of their time. Pages that have become free are given back to the disk.
    ///
    /// - Parameters:
    ///   - now: the time.
    ///   - plan: says what is kept of an endpoint.
    /// - Returns: what it has done.
    /// - Throws: `AviaryError` when the log cannot be read or written.
    package func prune(
        at now: Timestamp,
        _ plan: (ModelName) -> LogPlan
    ) throws(AviaryError) -> Pruned {
        do {
            let volumes = try self.database.read { db in
                try Row.fetchAll(db, sql: "SELECT endpoint, bytes FROM volume WHERE rows > 0 ORDER BY endpoint")
                    .map { (endpoint: try ModelName($0["endpoint"]), bytes: $0["bytes"] as Int) }
            }
            var pruned = Pruned()
            for (endpoint, bytes) in volumes {
                let plan = plan(endpoint)
                let (limit, isEarly) = now.milliseconds.subtractingReportingOverflow(
                    Int64(clamping: plan.keepFor.nanoseconds / 1_000_000)
                )
                let gone = try self.database.write { db in
                    try Self.removeOldest(
                        of: endpoint.rawValue,
                        before: isEarly ? .min : limit,
                        excess: bytes - min(plan.keepAtMost, self.isKept ? .max : Self.memoryLimit),
                        db
                    )
                }
                pruned.rows += gone
                if gone == Self.chunk { pruned.isMore = true }
            }
            if pruned.rows > 0 { try self.giveBack() }
            return pruned
        } catch {
            throw databaseError(error, self.path)
        }
    }

    /// Removes the first rows of an endpoint as long as they are too old, or too many.
    private static func removeOldest(
        of endpoint: String,
        before limit: Int64,
        excess: Int,
        _ db: Database
    ) throws -> Int {
        let sql = "SELECT number, at, size FROM prediction WHERE endpoint = ? ORDER BY id LIMIT ?"
        var (rows, bytes) = (0, 0)
        var last: [Int64] = []
        for row in try Row.fetchAll(db, sql: sql, arguments: [endpoint, Self.chunk]) {
            guard bytes < excess || (row["at"] as Int64) < limit else { break }
            rows += 1
            bytes += row["size"] as Int
            last.append(row["number"])
        }
        let deletion = try db.cachedStatement(sql: "DELETE FROM prediction WHERE number = ?")
        for number in last { try deletion.execute(arguments: [number]) }
        if rows > 0 { try Self.count((-rows, -bytes), of: endpoint, in: db) }
        return rows
    }

    private func giveBack() throws {
        try self.database.writeWithoutTransaction { db in
            // Each step of the statement frees one page, so all its rows are asked for.
            _ = try Row.fetchAll(db, sql: "PRAGMA incremental_vacuum(\(Self.pages))")
        }
    }

    /// Removes all rows of somebody, so that nothing of them is in the file or in the log beside it.
    ///
    /// - Parameter subjects: the keyed hashes by which their rows are found.
    /// - Returns: how many rows went.
    /// - Throws: `AviaryError` with code `unavailable` when another program reads the file, and keeps the bytes there;
    ///   the rows are gone then, and erasing again removes the bytes.
    package func erase(_ subjects: [[UInt8]]) async throws(AviaryError) -> Int {
        do {
            let count = try await self.database.write { db in
                try subjects.reduce(0) { try $0 + Self.remove(Data($1), from: db) }
            }
            try await self.database.barrierWriteWithoutTransaction { db in
                _ = try Row.fetchAll(db, sql: "PRAGMA incremental_vacuum")
                _ = try db.checkpoint(.truncate)
            }
            return count
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
            throw AviaryError(
                .unavailable,
                "another program reads '\(self.path)', so the bytes of erased rows are still there",
                remedy: "end it, and erase again"
            )
        } catch {
            throw databaseError(error, self.path)
        }
    }

    private static func remove(_ subject: Data, from db: Database) throws -> Int {
        let volumes = try Row.fetchAll(
            db,
            sql:
                "SELECT endpoint, count(*) AS rows, sum(size) AS bytes FROM prediction WHERE subject = ? GROUP BY endpoint",
            arguments: [subject]
        )
        try db.execute(sql: "DELETE FROM prediction WHERE subject = ?", arguments: [subject])
        for row in volumes {
            try Self.count((-(row["rows"] as Int), -(row["bytes"] as Int)), of: row["endpoint"], in: db)
        }
        return volumes.reduce(0) { $0 + ($1["rows"] as Int) }
    }
}
