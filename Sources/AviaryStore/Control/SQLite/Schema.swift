internal import AviaryCore
internal import GRDB

/// The database's tables, and how they came to be.
///
/// A migration that has been released is never changed: a later one changes what it made.
enum Schema {
    /// Tells Aviary's databases from those of others: "AVRY".
    private static let application = 0x4156_5259

    /// Brings a database to what this program expects.
    ///
    /// - Parameters:
    ///   - database: an empty one, or one of this or an earlier version.
    ///   - path: its file, for the error.
    /// - Throws: `AviaryError` for one of a later version or of another program; what GRDB throws for a failure.
    static func prepare(_ database: any DatabaseWriter, _ path: String) throws {
        let migrator = Self.migrator
        try database.read { db in
            let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") ?? 0
            let application = try Int.fetchOne(db, sql: "PRAGMA application_id")
            guard tables == 0 || application == Self.application else {
                throw AviaryError(
                    .invalidArgument,
                    "'\(path)' is the database of another program",
                    remedy: "name another file with --database"
                )
            }
            guard try !migrator.hasBeenSuperseded(db) else {
                throw AviaryError(
                    .invalidArgument,
                    "'\(path)' was written by a later version of Aviary",
                    remedy: "start that version, or name another file with --database"
                )
            }
        }
        // Before the first table, so that a program which ends in between leaves nothing that it refuses later.
        try database.writeWithoutTransaction { db in
            guard try Int.fetchOne(db, sql: "PRAGMA application_id") != Self.application else { return }
            try db.execute(sql: "PRAGMA application_id = \(Self.application)")
        }
        try migrator.migrate(database)
    }

    private static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 control state") { try $0.execute(sql: Self.controlState) }
        migrator.registerMigration("2 alerts and the outbox") { try $0.execute(sql: Self.alerts) }
        migrator.registerMigration("3 API keys") { try $0.execute(sql: Self.keys) }
        return migrator
    }

    /// Bodies are the values as JSON; what is looked for stands beside them in columns.
    private static let controlState = """
        CREATE TABLE endpoint (
            name TEXT NOT NULL PRIMARY KEY,
            revision INTEGER NOT NULL CHECK (revision >= 1),
            body TEXT NOT NULL CHECK (json_valid(body))
        ) STRICT;

        CREATE TABLE notifier (
            name TEXT NOT NULL PRIMARY KEY,
            body TEXT NOT NULL CHECK (json_valid(body))
        ) STRICT;

        CREATE TABLE rollout (
            number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            endpoint TEXT NOT NULL,
            is_over INTEGER NOT NULL CHECK (is_over IN (0, 1)),
            revision INTEGER NOT NULL CHECK (revision >= 0),
            body TEXT NOT NULL CHECK (json_valid(body))
        ) STRICT;
        CREATE INDEX rollout_by_endpoint ON rollout (endpoint, number);
        CREATE INDEX rollout_by_end ON rollout (is_over, number);

        CREATE TABLE event (
            sequence INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            at INTEGER NOT NULL,
            endpoint TEXT NOT NULL,
            rollout TEXT,
            body TEXT NOT NULL CHECK (json_valid(body))
        ) STRICT;
        CREATE INDEX event_by_endpoint ON event (endpoint, sequence);
        CREATE INDEX event_by_rollout ON event (rollout, sequence) WHERE rollout IS NOT NULL;
        CREATE TRIGGER event_is_not_changed BEFORE UPDATE ON event
            BEGIN SELECT RAISE(ABORT, 'the log is only ever added to'); END;
        CREATE TRIGGER event_is_not_removed BEFORE DELETE ON event
            BEGIN SELECT RAISE(ABORT, 'the log is only ever added to'); END;
        -- REPLACE removes rows without the trigger above.
        CREATE TRIGGER event_is_not_replaced BEFORE INSERT ON event
            WHEN EXISTS (SELECT 1 FROM event WHERE sequence = NEW.sequence)
            BEGIN SELECT RAISE(ABORT, 'the log is only ever added to'); END;

        CREATE TABLE reply (
            key TEXT NOT NULL PRIMARY KEY,
            at INTEGER NOT NULL,
            body TEXT NOT NULL CHECK (json_valid(body))
        ) STRICT;
        CREATE INDEX reply_by_age ON reply (at);
        """

    /// When a key was last used stands apart from what it is: it changes often, and no revision counts it.
    private static let keys = """
        CREATE TABLE api_key (
            prefix TEXT NOT NULL PRIMARY KEY,
            revision INTEGER NOT NULL CHECK (revision >= 1),
            last_used INTEGER,
            body TEXT NOT NULL CHECK (json_valid(body))
        ) STRICT;
        """

    /// Notices that wait go with their notifier; webhooks that were there before keep what they were told.
    private static let alerts = """
        CREATE TABLE alert (
            number INTEGER NOT NULL PRIMARY KEY,
            endpoint TEXT NOT NULL,
            severity TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('pending', 'firing', 'resolved')),
            body TEXT NOT NULL CHECK (json_valid(body))
        ) STRICT;
        CREATE INDEX alert_by_state ON alert (state, number);
        CREATE INDEX alert_by_endpoint ON alert (endpoint, number);

        -- The highest number so far: that of an alert that came to nothing is not given again.
        CREATE TABLE alert_number (last INTEGER NOT NULL) STRICT;
        INSERT INTO alert_number (last) VALUES (0);

        CREATE TABLE silence (
            id TEXT NOT NULL PRIMARY KEY,
            body TEXT NOT NULL CHECK (json_valid(body))
        ) STRICT;

        CREATE TABLE outbox (
            number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            notifier TEXT NOT NULL REFERENCES notifier (name) ON DELETE CASCADE,
            event INTEGER NOT NULL REFERENCES event (sequence),
            UNIQUE (notifier, event)
        ) STRICT;
        CREATE INDEX outbox_by_notifier ON outbox (notifier, number);

        UPDATE notifier SET body = json_object(
            'name', json_extract(body, '$.name'),
            'timeout', json_extract(body, '$.timeout'),
            'severities', json_array('info', 'warning', 'critical'),
            'topics', json_array('rollouts', 'alerts'),
            'way', json_object('webhook', json_object('url', json_extract(body, '$.url')))
        );
        """
}
