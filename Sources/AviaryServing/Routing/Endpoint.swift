package import AviaryCore

/// The stable name that clients call, and the versions behind it.
package final class Endpoint: Sendable {
    /// The name.
    package let name: ModelName
    /// The model behind it.
    package let model: ModelVersions
    /// How its requests are divided; `nil` where the highest version that is ready answers them all.
    package let traffic: Traffic?
    /// The version that answers by default, while it is ready.
    package let stable: Assignment.Target?
    /// The version that is introduced, while it is ready.
    let candidate: Assignment.Target?
    /// The versions with fixed shares: each has the places below its end, and a place of one that is not ready is stable's.
    let experiment: [(end: Int, target: Assignment.Target?)]
    /// The engines that get copies of what stable answers, and their shares.
    let mirrors: [(engine: Engine, weight: Weight)]
    /// What keeps requests of the same origin together.
    let key: RoutingKey
    /// Lets the experiments' shares fall independently of the rollouts', and stay where they are from rollout to rollout.
    let experimentSalt: UInt64
    private let instruments: RouteInstruments

    /// Makes an endpoint.
    ///
    /// - Parameters:
    ///   - model: the model and its versions.
    ///   - traffic: how requests are divided; `nil` for an endpoint of the model's name.
    ///   - instruments: what its requests tell `/metrics`.
    package init(_ model: ModelVersions, _ traffic: Traffic? = nil, instruments: RouteInstruments = RouteInstruments())
    {
        let name = traffic?.endpoint ?? model.name
        func target(_ version: VersionNumber, _ role: Role) -> Assignment.Target? {
            guard case .ready(let engine) = model.states[version] else { return nil }
            return Assignment.Target(engine, role, instruments.route(name, version, role))
        }
        self.name = name
        self.model = model
        self.traffic = traffic
        self.instruments = instruments
        self.stable = (traffic?.stable ?? model.newest).flatMap { target($0, .stable) }
        self.candidate = (traffic?.candidate?.version).flatMap { target($0, .candidate) }
        self.key = traffic?.key.lowercased ?? .random
        var end = 0
        self.experiment = (traffic?.experiment ?? []).map { share in
            end += share.weight.basisPoints
            return (end, target(share.version, .experiment))
        }
        var shares = traffic?.shadows ?? []
        if let traffic, let candidate = traffic.candidate {
            shares.insert(.init(candidate.version, traffic.mirrored), at: 0)
        }
        self.mirrors = shares.compactMap { share in
            guard share.weight > .none, case .ready(let engine) = model.states[share.version] else { return nil }
            return (engine, share.weight)
        }
        self.experimentSalt = RoutingHash.of(name.rawValue.utf8)
    }

    /// The engines that are ready, oldest version first.
    package var engines: [Engine] { self.model.engines }

    /// What requests tell `/metrics` that fail before a version was chosen.
    package var unassigned: RequestInstruments { self.instruments.route(self.name, nil, nil) }

    /// Finds the engine of a version.
    ///
    /// - Parameter text: the version that the path names; `nil` for the stable one.
    /// - Returns: the engine of a version that is ready.
    /// - Throws: ``AviaryError`` with code `notFound` for a version that is not there, `unavailable` for one that is not
    ///   ready, with the reason.
    package func engine(version text: String?) throws(AviaryError) -> Engine {
        guard let text else {
            if let stable { return stable.engine }
            throw self.notReady()
        }
        guard let number = VersionNumber(text), self.model.states[number] != nil else { throw self.unknown(text) }
        return try self.engine(number)
    }

    /// The target of a version that a request names.
    func named(_ text: String) throws(AviaryError) -> Assignment.Target {
        let engine = try self.engine(version: text)
        // The one look-up under a lock, which no other request waits for: few requests name a version.
        let instruments = self.instruments.route(self.name, engine.version, .named)
        return Assignment.Target(engine, .named, instruments)
    }

    /// The target of a version that a request asks for by its role.
    func tested(_ role: Role) throws(AviaryError) -> Assignment.Target {
        guard role == .candidate else {
            if let stable { return stable }
            throw self.notReady()
        }
        guard let share = self.traffic?.candidate else {
            throw AviaryError(
                .notFound,
                "\(self.name) has no candidate: no version is being rolled out",
                remedy: "ask without \(VersionChoice.field), or for a version's number"
            )
        }
        if let candidate { return candidate }
        // Not ready, so this says why.
        _ = try self.engine(share.version)
        throw AviaryError(.unavailable, "version \(share.version) of \(self.name) is not ready")
    }

    /// Why stable does not answer.
    func notReady() -> AviaryError {
        if let version = self.traffic?.stable {
            do throws(AviaryError) {
                _ = try self.engine(version)
            } catch {
                return error
            }
        }
        for (number, _) in self.model.states.sorted(by: { $0.key > $1.key }) {
            do throws(AviaryError) {
                _ = try self.engine(number)
            } catch {
                return error.code == .unavailable ? error : AviaryError(.unavailable, error.message)
            }
        }
        return self.untried ?? AviaryError(.notFound, "\(self.name) has no available versions")
    }

    private func engine(_ number: VersionNumber) throws(AviaryError) -> Engine {
        switch self.model.states[number] {
        case .ready(let engine): return engine
        case .loading: throw AviaryError(.unavailable, "version \(number) of \(self.name) is loading")
        case .unloading: throw AviaryError(.unavailable, "version \(number) of \(self.name) is unloading")
        case .unavailable(let reason):
            throw AviaryError(.unavailable, "version \(number) of \(self.name) cannot be served: \(reason)")
        case nil:
            throw self.untried
                ?? AviaryError(.unavailable, "version \(number) of model \(self.model.name) is not loaded")
        }
    }

    private func unknown(_ text: String) -> AviaryError {
        if self.model.states.isEmpty, let untried { return untried }
        let known = self.model.states.keys.sorted().map(\.description).joined(separator: ", ")
        return AviaryError(.notFound, "\(self.name) has " + (known.isEmpty ? "no versions" : "versions \(known)"))
            .at("unknown version '\(text)'")
    }

    private var untried: AviaryError? {
        self.model.problem.map { AviaryError(.unavailable, "\(self.name) cannot be served: \($0)") }
    }
}
