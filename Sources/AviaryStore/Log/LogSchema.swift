internal import AviaryCore
internal import GRDB

/// The prediction log's tables, and how they came to be.
///
/// A migration that has been released is never changed: a later one changes what it made.
enum LogSchema {
    /// Tells prediction logs from other databases: "AVLG".
    private static let application = 0x4156_4C47

    /// Brings a database to what this program expects.
    ///
    /// - Parameters:
    ///   - database: an empty one, or one of this or an earlier version.
    ///   - path: its file, for the error.
    /// - Throws: `AviaryError` for one of a later version or of another program; what GRDB throws for a failure.
    static func prepare(_ database: any DatabaseWriter, _ path: String) throws {
        try database.read { try Self.check($0, path) }
        try database.writeWithoutTransaction { db in
            // Before the first table, so that a program which ends in between leaves nothing that it refuses later.
            if try Int.fetchOne(db, sql: "PRAGMA application_id") != Self.application {
                // Pages that are free go back to the disk, which has to be known before there are any.
                try db.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL")
                try db.execute(sql: "VACUUM")
                try db.execute(sql: "PRAGMA application_id = \(Self.application)")
            }
        }
        try Self.migrator.migrate(database)
    }

    /// Makes sure that a database is a prediction log that this program can read.
    ///
    /// - Throws: `AviaryError` for one of a later version or of another program; what GRDB throws for a failure.
    static func check(_ db: Database, _ path: String) throws {
        let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") ?? 0
        let application = try Int.fetchOne(db, sql: "PRAGMA application_id")
        guard tables == 0 || application == Self.application else {
            throw AviaryError(
                .invalidArgument,
                "'\(path)' is no prediction log",
                remedy: "name another file with --log-database"
            )
        }
        guard try !Self.migrator.hasBeenSuperseded(db) else {
            throw AviaryError(
                .invalidArgument,
                "'\(path)' was written by a later version of Aviary",
                remedy: "start that version, or name another file with --log-database"
            )
        }
    }

    private static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 predictions") { try $0.execute(sql: Self.predictions) }
        return migrator
    }

    /// Names of predictions begin with their time, so an index of names is one of times as well.
    ///
    /// `volume` counts each endpoint's rows and bytes, so that nobody has to count them again.
    private static let predictions = """
        CREATE TABLE prediction (
            number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            id BLOB NOT NULL CHECK (length(id) = 16),
            at INTEGER NOT NULL,
            endpoint TEXT NOT NULL,
            model TEXT NOT NULL,
            version INTEGER NOT NULL,
            role TEXT NOT NULL,
            decision TEXT NOT NULL,
            latency INTEGER NOT NULL,
            parameters TEXT,
            inputs TEXT,
            inputs_extent TEXT NOT NULL,
            outputs TEXT,
            outputs_extent TEXT NOT NULL,
            subject BLOB,
            size INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX prediction_by_id ON prediction (id);
        CREATE INDEX prediction_by_time ON prediction (endpoint, id);
        CREATE INDEX prediction_by_subject ON prediction (subject) WHERE subject IS NOT NULL;

        CREATE TABLE volume (
            endpoint TEXT NOT NULL PRIMARY KEY,
            rows INTEGER NOT NULL,
            bytes INTEGER NOT NULL
        ) STRICT;
        """
}
