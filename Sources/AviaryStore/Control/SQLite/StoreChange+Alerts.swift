internal import AviaryControl
internal import AviaryCore
internal import GRDB

extension StoreChange {
    /// How many alerts that are over are kept.
    private static let keptAlerts: Int64 = 10_000

    /// Writes down what has become of alerts and silences.
    func writeAlerts(to db: Database) throws {
        for alert in self.alerts { try Self.put(alert, in: db) }
        for number in self.forgottenAlerts {
            try db.execute(sql: "DELETE FROM alert WHERE number = ? AND state = 'pending'", arguments: [number])
        }
        if self.alerts.contains(where: { !$0.isLive }) { try Self.forgetOldAlerts(in: db) }
        for silence in self.silences {
            try db.execute(
                sql: """
                    INSERT INTO silence (id, body) VALUES (?, ?)
                    ON CONFLICT (id) DO UPDATE SET body = excluded.body
                    """,
                arguments: [silence.id, try Body.write(silence)]
            )
        }
        for id in self.endedSilences { try db.execute(sql: "DELETE FROM silence WHERE id = ?", arguments: [id]) }
    }

    private static func put(_ alert: Alert, in db: Database) throws {
        let state = try String.fetchOne(
            db,
            sql: "SELECT state FROM alert WHERE number = ?",
            arguments: [alert.number]
        )
        guard state != Alert.State.resolved.rawValue else {
            throw AviaryError(.conflict, "alert '\(alert.id)' is over, and stays so", remedy: "read it again")
        }
        try db.execute(
            sql: """
                INSERT INTO alert (number, endpoint, severity, state, body) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (number) DO UPDATE SET
                    severity = excluded.severity, state = excluded.state, body = excluded.body
                """,
            arguments: [
                alert.number, alert.subject.endpoint.rawValue, alert.severity.rawValue, alert.state.rawValue,
                try Body.write(alert),
            ]
        )
        try db.execute(sql: "UPDATE alert_number SET last = max(last, ?)", arguments: [alert.number])
    }

    private static func forgetOldAlerts(in db: Database) throws {
        try db.execute(
            sql: """
                DELETE FROM alert WHERE number IN (
                    SELECT number FROM alert WHERE state = 'resolved' ORDER BY number DESC LIMIT 1000 OFFSET ?)
                """,
            arguments: [Self.keptAlerts]
        )
    }
}
