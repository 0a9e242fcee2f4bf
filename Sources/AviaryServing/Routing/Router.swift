package import AviaryCore
internal import Synchronization

/// The one place that holds what is served: the models' versions, how endpoints divide their requests, and the routing
/// table that follows from both.
package final class Router: Sendable {
    private struct State {
        var models: [ModelName: ModelVersions] = [:]
        var traffic: [ModelName: Traffic] = [:]
        var table = RoutingTable()
        var number: UInt64 = 0
    }

    /// Counts the tables: it is raised under the lock, after the table was put in place.
    private let number = Atomic<UInt64>(0)
    private let state = Locked(State())
    private let instruments = RouteInstruments()

    /// Makes a router without endpoints.
    package init() {}

    /// The table in force; a reader keeps the one that it took.
    ///
    /// Event loops read it through a ``RouterView``.
    package var table: RoutingTable { self.state.withLock { $0.table } }

    /// Puts other models in force, at once for all requests that come after.
    ///
    /// - Parameter models: all models and their versions.
    package func setModels(_ models: [ModelVersions]) {
        self.change { $0.models = Dictionary(models.map { ($0.name, $0) }) { first, _ in first } }
    }

    /// Puts another division of an endpoint's requests in force, at once for all requests that come after.
    ///
    /// - Parameter traffic: how its requests are divided from now on.
    package func setTraffic(_ traffic: Traffic) { self.change { $0.traffic[traffic.endpoint] = traffic } }

    /// Lets an endpoint go; one that is named like a model goes on with that model's highest version.
    ///
    /// - Parameter endpoint: its name.
    package func removeTraffic(of endpoint: ModelName) { self.change { $0.traffic[endpoint] = nil } }

    /// How many tables there have been.
    var tableNumber: UInt64 { self.number.load(ordering: .acquiring) }

    /// The table in force and its number.
    var numberedTable: (table: RoutingTable, number: UInt64) { self.state.withLock { ($0.table, $0.number) } }

    private func change(_ body: (inout State) -> Void) {
        self.state.withLock { state in
            body(&state)
            var endpoints: [Endpoint] = []
            for (name, model) in state.models where state.traffic[name] == nil {
                endpoints.append(Endpoint(model, instruments: self.instruments))
            }
            for traffic in state.traffic.values {
                // A model that is not loaded leaves its endpoint there, to say so.
                let model = state.models[traffic.model] ?? ModelVersions(name: traffic.model, states: [:])
                endpoints.append(Endpoint(model, traffic, instruments: self.instruments))
            }
            state.table = RoutingTable(endpoints)
            state.number += 1
            self.number.store(state.number, ordering: .releasing)
        }
    }
}

/// One event loop's own reference to the routing table in force: it costs one atomic read a request, and no lock.
///
/// No request is routed by an old table that is routed after a change has returned to whoever made it and its loop was told
/// of that in any way, such as by a request that the same client sent then. The change stores the number (release) after
/// the table is in its place; ``table`` loads the number (acquire), and a load that happens after the store sees it or a
/// later one; so it differs from the kept number, and the table is taken anew under the lock, which the change has left.
/// Without such a relation between the two, the load sees the store as soon as the processors' caches have exchanged it,
/// which takes less than a microsecond; and each request loads anew.
///
/// Belongs to its loop and is used only there.
package final class RouterView {
    private let router: Router
    private var kept: (table: RoutingTable, number: UInt64)

    /// Begins to follow a router.
    ///
    /// - Parameter router: the router.
    package init(_ router: Router) {
        self.router = router
        self.kept = router.numberedTable
    }

    /// The table in force.
    package var table: RoutingTable {
        if self.router.tableNumber != self.kept.number { self.kept = self.router.numberedTable }
        return self.kept.table
    }
}
