package import AviaryCore
internal import FoundationEssentials
internal import GRDB
internal import Glibc

/// The prediction log in a file of SQLite, or in memory.
///
/// The file has a write-ahead log. What was written survives the end of the program in whatever way; a power cut may take the
/// last rows, because the disk is waited for only now and then (`synchronous = NORMAL`): that is enough for a log, and costs
/// a fraction of what waiting for every batch does. One program at a time writes; others may read.
package final class PredictionLog: Sendable {
    /// The path that stands for a log in memory.
    package static let memory = ":memory:"

    /// How long another program, such as one that makes a copy, may hold the file.
    private static let patience = 5.0

    /// Makes rows of predictions, with this log's secret.
    package let privacy: Privacy
    let path: String
    /// Whether rows outlive the program.
    let isKept: Bool
    let database: any DatabaseWriter
    private let lock: Locked<FileLock?>

    /// Opens a log, or makes a new one.
    ///
    /// The secret for hashes lies beside it, in a file with the ending `.key` that only the owner may read.
    ///
    /// - Parameter path: the file, which is made where it is not there, with the directories that lead to it; `:memory:`
    ///   for a log that is gone with the value.
    /// - Throws: `AviaryError` with code `conflict` when another program writes it; any other when it is no prediction log,
    ///   is of a later version of Aviary, or cannot be written.
    package init(path: String) throws(AviaryError) {
        guard !path.isEmpty else {
            throw AviaryError(
                .invalidArgument,
                "the prediction log has no name",
                remedy: "name a file with --log-database"
            )
        }
        self.path = path
        let isKept = path != Self.memory
        self.isKept = isKept
        if isKept, let slash = path.lastIndex(of: "/") { try makeDirectories(path[..<slash]) }
        let lock = isKept ? try FileLock.of(path, "the prediction log '\(path)'", flag: "--log-database") : nil
        self.lock = Locked(lock)
        self.privacy = Privacy(isKept ? try LogKey(path: path + ".key") : LogKey())
        var configuration = Configuration()
        configuration.label = "PredictionLog"
        configuration.busyMode = .timeout(Self.patience)
        // What is deleted is overwritten, so that it is not in the file any more.
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA secure_delete = ON") }
        if isKept { makePrivate(path) }
        do {
            self.database =
                isKept
                ? try DatabasePool(path: path, configuration: configuration)
                : try DatabaseQueue(configuration: configuration)
            try self.database.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA synchronous = NORMAL")
                // Subjects lie all over their index: it is found in memory, and pages are copied into the file less often.
                try db.execute(sql: "PRAGMA cache_size = -16384")
                try db.execute(sql: "PRAGMA wal_autocheckpoint = 4000")
            }
            try LogSchema.prepare(self.database, path)
        } catch {
            throw databaseError(error, path)
        }
    }

    /// Ends all work with the file, and lets another program have it.
    ///
    /// - Throws: `AviaryError` when something still reads or writes; the log then remains as it was.
    package func close() throws(AviaryError) {
        try? self.database.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        do {
            try self.database.close()
        } catch {
            throw databaseError(error, self.path)
        }
        self.lock.withLock { $0 = nil }
    }

    /// Writes rows at the end, all of them or none.
    ///
    /// Blocks; to be called by one thread of its own.
    ///
    /// - Parameter rows: in the order in which they are to stand.
    /// - Throws: `AviaryError` when they cannot be written; then none of them is.
    package func append(_ rows: [LogRow]) throws(AviaryError) {
        guard !rows.isEmpty else { return }
        do {
            try self.database.write { db in
                let statement = try db.cachedStatement(sql: Self.insertion)
                var volumes: [String: (rows: Int, bytes: Int)] = [:]
                for row in rows {
                    let size = row.size
                    try statement.insert(row, size)
                    volumes[row.endpoint.rawValue, default: (0, 0)].rows += 1
                    volumes[row.endpoint.rawValue, default: (0, 0)].bytes += size
                }
                for (endpoint, volume) in volumes { try Self.count(volume, of: endpoint, in: db) }
            }
        } catch {
            throw databaseError(error, self.path)
        }
    }

    private static let insertion = """
        INSERT INTO prediction (id, at, endpoint, model, version, role, decision, latency, parameters, inputs,
            inputs_extent, outputs, outputs_extent, subject, size)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """

    /// Counts rows that have come, or gone.
    static func count(_ volume: (rows: Int, bytes: Int), of endpoint: String, in db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO volume (endpoint, rows, bytes) VALUES (?, ?, ?)
                ON CONFLICT (endpoint) DO UPDATE SET rows = rows + excluded.rows, bytes = bytes + excluded.bytes
                """,
            arguments: [endpoint, volume.rows, volume.bytes]
        )
    }
}
