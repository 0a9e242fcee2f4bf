package import AviaryCore
internal import GRDB
internal import Glibc

/// Reads a prediction log, also while another program writes it.
package final class LogReader: Sendable {
    private let path: String
    private let database: any DatabaseReader

    /// Opens a log to read it; nothing in it is changed.
    ///
    /// - Parameter path: the file.
    /// - Throws: `AviaryError` when it is not there, is no prediction log, or is of a later version of Aviary.
    package init(path: String) throws(AviaryError) {
        self.path = path
        guard access(path, R_OK) == 0 else {
            throw AviaryError(
                .notFound,
                "there is no prediction log '\(path)' that can be read: \(String(cString: strerror(errno)))",
                remedy: "name the server's with --log-database"
            )
        }
        var configuration = Configuration()
        configuration.readonly = true
        configuration.label = "LogReader"
        configuration.busyMode = .timeout(5)
        do {
            self.database = try DatabaseQueue(path: path, configuration: configuration)
            try self.database.read { try LogSchema.check($0, path) }
        } catch {
            throw databaseError(error, path)
        }
    }

    /// Reads rows by time.
    ///
    /// - Parameter query: which ones.
    /// - Returns: the rows in the query's order.
    /// - Throws: `AviaryError` when they cannot be read.
    package func rows(_ query: LogQuery) throws(AviaryError) -> [LogRow] {
        do {
            return try self.database.read { db in
                try Row.fetchAll(db, query.byTime).map { try LogRow($0, self.path) }
            }
        } catch {
            throw databaseError(error, self.path)
        }
    }
}

extension PredictionLog {
    /// Reads rows by time.
    ///
    /// - Parameter query: which ones.
    /// - Returns: the rows in the query's order.
    /// - Throws: `AviaryError` when they cannot be read.
    package func rows(_ query: LogQuery) async throws(AviaryError) -> [LogRow] {
        try await self.fetch(query.byTime)
    }

    /// Reads rows in the order in which they were written.
    ///
    /// - Parameters:
    ///   - query: which ones; its order and times are passed over.
    ///   - number: the row behind which to begin; 0 for the first.
    /// - Returns: the rows.
    /// - Throws: `AviaryError` when they cannot be read.
    package func written(_ query: LogQuery, after number: Int64) async throws(AviaryError) -> [LogRow] {
        try await self.fetch(query.written(after: number))
    }

    /// Reads the rows that were written last.
    ///
    /// - Parameter query: which ones, and how many; its order and times are passed over.
    /// - Returns: the rows in the order in which they were written.
    /// - Throws: `AviaryError` when they cannot be read.
    package func lastWritten(_ query: LogQuery) async throws(AviaryError) -> [LogRow] {
        try await self.fetch(query.lastWritten).reversed()
    }

    /// The number of the row that was written last; 0 where there was none.
    ///
    /// - Throws: `AviaryError` when it cannot be read.
    package func lastNumber() async throws(AviaryError) -> Int64 {
        do {
            return try await self.database.read { db in
                try Int64.fetchOne(db, sql: "SELECT max(number) FROM prediction") ?? 0
            }
        } catch {
            throw databaseError(error, self.path)
        }
    }

    /// Reads one row.
    ///
    /// - Parameter id: the prediction's name.
    /// - Returns: the row; `nil` where the log has none of that name.
    /// - Throws: `AviaryError` when it cannot be read.
    package func row(_ id: PredictionID) async throws(AviaryError) -> LogRow? {
        try await self.fetch(
            SQLRequest(sql: "SELECT * FROM prediction WHERE id = ? LIMIT 1", arguments: [id.bytes])
        ).first
    }

    private func fetch(_ request: SQLRequest<Row>) async throws(AviaryError) -> [LogRow] {
        do {
            return try await self.database.read { db in
                try Row.fetchAll(db, request).map { try LogRow($0, self.path) }
            }
        } catch {
            throw databaseError(error, self.path)
        }
    }
}
