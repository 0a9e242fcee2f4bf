import AviaryClient
import AviaryCore

/// Rows of the prediction log, page by page.
struct LogPages {
    let client: AviaryClient
    /// What is asked for, without its pages.
    let query: [(name: String, value: String)]
    /// The most rows.
    let limit: Int

    /// The most rows of a page.
    private static let page = 200

    /// Reads all pages.
    ///
    /// - Parameter body: receives each row.
    /// - Throws: what the client throws, and the closure.
    func each(_ body: (JSONValue) throws -> Void) async throws {
        var (left, after) = (self.limit, String?.none)
        while left > 0 {
            var call = ControlCall(.get, "log")
            call.query = self.query + [("limit", "\(min(left, Self.page))")]
            if let after { call.query.append(("after", after)) }
            let reply = try await self.client.control(call)
            let rows = reply["rows"]?.elements ?? []
            for row in rows { try body(row) }
            left -= rows.count
            guard let next = reply["next"]?.text, !rows.isEmpty else { return }
            after = next
        }
    }
}
