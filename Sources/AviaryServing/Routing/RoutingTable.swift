package import AviaryCore

/// Which engine answers which request: read on every request, never changed, replaced as a whole.
package final class RoutingTable: Sendable {
    /// The endpoints by name.
    package let endpoints: [String: Endpoint]
    /// The header fields that routing keys are read from.
    package let wantedFields: WantedFields

    /// Makes a table.
    ///
    /// - Parameter endpoints: what clients may call, each name once.
    package init(_ endpoints: [Endpoint] = []) {
        self.endpoints = Dictionary(endpoints.map { ($0.name.rawValue, $0) }) { first, _ in first }
        self.wantedFields = WantedFields(endpoints.lazy.map(\.key))
    }

    /// Finds an endpoint.
    ///
    /// - Parameter name: the endpoint's name.
    /// - Returns: the endpoint.
    /// - Throws: ``AviaryError`` with code `notFound` that names the endpoints there are.
    package func endpoint(_ name: String) throws(AviaryError) -> Endpoint {
        guard let endpoint = self.endpoints[name] else {
            let known = self.endpoints.keys.sorted().prefix(20).joined(separator: ", ")
            throw AviaryError(
                .notFound,
                "unknown model '\(name)'; " + (known.isEmpty ? "no model is loaded" : "there are \(known)")
            )
        }
        return endpoint
    }
}
