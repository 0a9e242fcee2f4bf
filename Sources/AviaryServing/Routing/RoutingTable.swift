package import AviaryCore

/// Which engine answers which request: read on every request, never changed, replaced as a whole.
package final class RoutingTable: Sendable {
    /// The endpoints by name.
    package let endpoints: [String: Endpoint]

    /// Makes a table.
    ///
    /// - Parameter endpoints: what clients may call, each name once.
    package init(_ endpoints: [Endpoint] = []) {
        self.endpoints = Dictionary(endpoints.map { ($0.name.rawValue, $0) }) { first, _ in first }
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

/// The stable name that clients call, and the versions behind it.
package struct Endpoint: Sendable {
    /// One version: the engine that answers, or why there is none.
    package enum State: Sendable {
        /// It answers.
        case ready(Engine)
        /// It is being loaded, warmed up and checked.
        case loading
        /// It takes no more requests and answers those that it has.
        case unloading
        /// It cannot be served.
        case unavailable(reason: String)
    }

    /// The name.
    package let name: ModelName
    /// Its versions.
    package let versions: [VersionNumber: State]
    /// Why none of its versions could be tried, where that is so: its configuration is wrong.
    package let problem: String?
    /// The engine of the highest version that is ready: it answers requests that name no version.
    package let stable: Engine?

    /// Makes an endpoint.
    ///
    /// - Parameters:
    ///   - name: the name.
    ///   - versions: its versions and their states.
    ///   - problem: what keeps versions from being tried.
    package init(name: ModelName, versions: [VersionNumber: State], problem: String? = nil) {
        self.name = name
        self.versions = versions
        self.problem = problem
        let ready = versions.compactMap { number, state in
            if case .ready(let engine) = state { (number, engine) } else { nil }
        }
        self.stable = ready.max { $0.0 < $1.0 }?.1
    }

    /// The engines that are ready, oldest version first.
    package var engines: [Engine] {
        self.versions.sorted { $0.key < $1.key }.compactMap { _, state in
            if case .ready(let engine) = state { engine } else { nil }
        }
    }

    /// Finds the engine that answers a request.
    ///
    /// - Parameter text: the version that the path names; `nil` for the stable one.
    /// - Returns: the engine of a version that is ready.
    /// - Throws: ``AviaryError`` with code `notFound` for a version that is not there, `unavailable` for one that is not
    ///   ready, with the reason.
    package func engine(version text: String?) throws(AviaryError) -> Engine {
        guard let text else {
            if let stable { return stable }
            throw self.notReady()
        }
        guard let number = VersionNumber(text), let state = self.versions[number] else {
            if self.versions.isEmpty, let untried { throw untried }
            let known = self.versions.keys.sorted().map(\.description).joined(separator: ", ")
            throw AviaryError(.notFound, "\(self.name) has " + (known.isEmpty ? "no versions" : "versions \(known)"))
                .at("unknown version '\(text)'")
        }
        switch state {
        case .ready(let engine): return engine
        case .loading: throw AviaryError(.unavailable, "version \(number) of \(self.name) is loading")
        case .unloading: throw AviaryError(.unavailable, "version \(number) of \(self.name) is unloading")
        case .unavailable(let reason):
            throw AviaryError(.unavailable, "version \(number) of \(self.name) cannot be served: \(reason)")
        }
    }

    private func notReady() -> AviaryError {
        for (number, state) in self.versions.sorted(by: { $0.key > $1.key }) {
            switch state {
            case .ready: continue
            case .loading: return AviaryError(.unavailable, "\(self.name) is loading")
            case .unloading: return AviaryError(.unavailable, "\(self.name) is unloading")
            case .unavailable(let reason):
                return AviaryError(.unavailable, "version \(number) of \(self.name) cannot be served: \(reason)")
            }
        }
        return self.untried ?? AviaryError(.notFound, "\(self.name) has no available versions")
    }

    private var untried: AviaryError? {
        self.problem.map { AviaryError(.unavailable, "\(self.name) cannot be served: \($0)") }
    }
}
