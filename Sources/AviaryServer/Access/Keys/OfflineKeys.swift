internal import AviaryControl
package import AviaryCore
internal import AviaryStore

/// Keys that are made while no server runs: how the first one comes to be.
package enum OfflineKeys {
    /// Makes a key in the file that keeps a server's state.
    ///
    /// - Parameters:
    ///   - body: what it is to be, as the control API takes it.
    ///   - database: the file, which is made where it is not there.
    /// - Returns: the key with its secret, as the control API answers.
    /// - Throws: `AviaryError` for what no key can be, and when a server uses the file.
    package static func create(_ body: JSONValue, in database: String) async throws(AviaryError) -> JSONValue {
        let request = try APIKey.Request(body)
        let store: SQLiteStore
        do throws(AviaryError) {
            store = try SQLiteStore(path: database)
        } catch  where error.code == .conflict {
            throw AviaryError(
                .conflict,
                error.message,
                remedy:
                    "ask that server instead: leave --database out, and name it by --server and an admin's key by AVIARY_KEY"
            )
        }
        var random = SystemRandomNumberGenerator()
        let made = try KeyIssue.make(request, at: .now, using: &random)
        var change = StoreChange()
        change.key = made.key
        do throws(AviaryError) {
            _ = try await store.commit(change)
        } catch {
            try? store.close()
            throw error
        }
        try store.close()
        return made.json
    }
}
