package import AviaryCore
internal import Synchronization

/// The one place that holds what is served: the models' versions, how endpoints divide their requests, and the routing
/// table that follows from both.
package final class Router: Sendable {
    private struct State {
        var models: [ModelName: ModelVersions] = [:]
        var traffic: [ModelName: Traffic] = [:]
        var endpoints: [ModelName: Endpoint] = [:]
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

    /// The version of a model that answers where nothing else is said.
    ///
    /// - Parameter model: the model's name.
    /// - Returns: the highest one that is ready; `nil` if there is none.
    package func newest(of model: ModelName) -> VersionNumber? { self.state.withLock { $0.models[model]?.newest } }

    /// Puts other models in force, at once for all requests that come after.
    ///
    /// - Parameter models: all models and their versions.
    package func setModels(_ models: [ModelVersions]) {
        self.change { state in
            state.models = Dictionary(models.map { ($0.name, $0) }) { first, _ in first }
            state.endpoints = [:]
            for name in Set(state.models.keys).union(state.traffic.keys) { self.renew(name, in: &state) }
        }
    }

    /// Puts another division of an endpoint's requests in force, at once for all requests that come after.
    ///
    /// - Parameter traffic: how its requests are divided from now on.
    package func setTraffic(_ traffic: Traffic) {
        self.change { state in
            state.traffic[traffic.endpoint] = traffic
            self.renew(traffic.endpoint, in: &state)
        }
    }

    /// Lets an endpoint go; one that is named like a model goes on with that model's highest version.
    ///
    /// - Parameter endpoint: its name.
    package func removeTraffic(of endpoint: ModelName) {
        self.change { state in
            state.traffic[endpoint] = nil
            self.renew(endpoint, in: &state)
        }
    }

    /// How many tables there have been.
    var tableNumber: UInt64 { self.number.load(ordering: .acquiring) }

    /// The table in force and its number.
    var numberedTable: (table: RoutingTable, number: UInt64) { self.state.withLock { ($0.table, $0.number) } }

    private func change(_ body: (inout State) -> Void) {
        self.state.withLock { state in
            body(&state)
            state.table = RoutingTable(Array(state.endpoints.values))
            state.number += 1
            self.number.store(state.number, ordering: .releasing)
        }
    }

    /// Makes an endpoint anew of its traffic, or of the model of its name.
    private func renew(_ name: ModelName, in state: inout State) {
        guard let traffic = state.traffic[name] else {
            state.endpoints[name] = state.models[name].map { Endpoint($0, instruments: self.instruments) }
            return
        }
        // A model that is not loaded leaves its endpoint there, to say so.
        let model = state.models[traffic.model] ?? ModelVersions(name: traffic.model, states: [:])
        state.endpoints[name] = Endpoint(model, traffic, instruments: self.instruments)
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
