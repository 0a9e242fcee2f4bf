internal import AviaryCore

/// The one place that holds the routing table in force.
package final class Router: Sendable {
    private let current = Locked(RoutingTable())

    /// Makes a router without endpoints.
    package init() {}

    /// The table in force; a reader keeps the one that it took.
    package var table: RoutingTable { self.current.withLock { $0 } }

    /// Puts another table in force, at once for all requests that come after.
    ///
    /// - Parameter table: the new table.
    package func replace(with table: RoutingTable) { self.current.withLock { $0 = table } }
}
