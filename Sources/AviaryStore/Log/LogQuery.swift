package import AviaryCore
internal import FoundationEssentials
internal import GRDB

/// Which rows of the log are wanted, and in which order.
package struct LogQuery: Sendable, Hashable {
    /// The order of rows.
    package enum Order: String, Sendable, Hashable, CaseIterable {
        /// By time, the latest first.
        case newest
        /// By time, the earliest first.
        case oldest
    }

    /// Only rows of this endpoint.
    package var endpoint: ModelName?
    /// Only rows of these endpoints.
    package var among: Set<ModelName>?
    /// Only rows of this version.
    package var version: VersionNumber?
    /// Only rows of this role.
    package var role: Role?
    /// Only rows of this decision; `failed` stands for all failures.
    package var decision: String?
    /// Only rows from this time on.
    package var from: Timestamp?
    /// Only rows before this time.
    package var to: Timestamp?
    /// The order.
    package var order = Order.newest
    /// The row behind which to go on in that order.
    package var after: PredictionID?
    /// The most rows.
    package var limit: Int

    /// Asks for rows of all kinds.
    ///
    /// - Parameter limit: the most rows.
    package init(limit: Int = 100) { self.limit = limit }

    /// The word that stands for all failures.
    private static let anyFailure = "failed"

    /// The question in SQL: by time.
    var byTime: SQLRequest<Row> {
        var (conditions, arguments) = self.timed
        if let after {
            conditions.append(self.order == .newest ? "id < ?" : "id > ?")
            arguments += [after.bytes]
        }
        let direction = self.order == .newest ? "DESC" : "ASC"
        return Self.request(conditions, arguments, "id \(direction)", self.limit)
    }

    /// The conditions with those of time.
    private var timed: (conditions: [String], arguments: StatementArguments) {
        var (conditions, arguments) = self.conditions
        for (condition, time) in [("id >= ?", self.from), ("id < ?", self.to)] {
            guard let time else { continue }
            conditions.append(condition)
            arguments += [PredictionID.first(at: time).bytes]
        }
        return (conditions, arguments)
    }

    /// The question in SQL: what was written behind a row, in the order of writing.
    ///
    /// - Parameter number: the row; 0 for the beginning.
    /// - Returns: the question.
    func written(after number: Int64) -> SQLRequest<Row> {
        let (conditions, arguments) = self.conditions
        return Self.request(conditions + ["number > ?"], arguments + [number], "number", self.limit)
    }

    /// The question in SQL: what was written last, in the reverse order of writing.
    var lastWritten: SQLRequest<Row> {
        let (conditions, arguments) = self.conditions
        return Self.request(conditions, arguments, "number DESC", self.limit)
    }

    private var conditions: (conditions: [String], arguments: StatementArguments) {
        var conditions: [String] = []
        var arguments = StatementArguments()
        func demand(_ condition: String, _ value: some DatabaseValueConvertible) {
            conditions.append(condition)
            arguments += [value]
        }
        if let endpoint { demand("endpoint = ?", endpoint.rawValue) }
        if let among {
            conditions.append("endpoint IN (\(among.map { _ in "?" }.joined(separator: ", ")))")
            arguments += StatementArguments(among.map(\.rawValue))
        }
        if let version { demand("version = ?", Int64(bitPattern: version.rawValue)) }
        if let role { demand("role = ?", role.rawValue) }
        if decision == Self.anyFailure {
            demand("substr(decision, 1, 7) = ?", "\(Self.anyFailure):")
        } else if let decision {
            demand("decision = ?", decision)
        }
        return (conditions, arguments)
    }

    private static func request(
        _ conditions: [String],
        _ arguments: StatementArguments,
        _ order: String,
        _ limit: Int
    ) -> SQLRequest<Row> {
        let filter = conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
        // A negative limit would be none.
        return SQLRequest(
            sql: "SELECT * FROM prediction\(filter) ORDER BY \(order) LIMIT ?",
            arguments: arguments + [max(0, limit)]
        )
    }
}

extension PredictionID {
    /// The name as 16 bytes that sort as names do.
    var bytes: Data { Data(bigEndian: self.high, self.low) }

    /// The least name of all that begin at a time.
    static func first(at time: Timestamp) -> PredictionID {
        let milliseconds = UInt64(min(max(time.milliseconds, 0), 0xFFFF_FFFF_FFFF))
        return PredictionID(high: milliseconds << 16, low: 0)
    }
}
