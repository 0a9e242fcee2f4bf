package import AviaryCore
internal import Metrics

/// The instruments of all routes, made once: a route that comes back after a change of the table goes on counting.
package final class RouteInstruments: Sendable {
    private struct Route: Hashable {
        let endpoint: ModelName
        let version: VersionNumber?
        let role: Role?
    }

    private let made = Locked<[Route: RequestInstruments]>([:])

    /// Makes no instruments yet.
    package init() {}

    /// The instruments of one route.
    ///
    /// - Parameters:
    ///   - endpoint: what clients call.
    ///   - version: the version; `nil` for requests that failed before one was chosen.
    ///   - role: as what it answers.
    /// - Returns: the instruments, made at the first call.
    package func route(_ endpoint: ModelName, _ version: VersionNumber?, _ role: Role?) -> RequestInstruments {
        self.made.withLock { made in
            let route = Route(endpoint: endpoint, version: version, role: role)
            if let known = made[route] { return known }
            let instruments = RequestInstruments(
                endpoint: endpoint.rawValue,
                version: version?.description ?? "",
                role: role
            )
            made[route] = instruments
            return instruments
        }
    }
}
