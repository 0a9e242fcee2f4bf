internal import AviaryCore
internal import AviaryServing
internal import AviaryStore

/// One model as the lifecycle knows it: its versions, and what is wrong with it.
struct ServedModel: Sendable {
    /// One version's place in its life.
    enum VersionState: Sendable {
        case loading
        case ready(Loaded)
        case unloading
        case unavailable(reason: String)
    }

    /// A version that answers, and what it was made from.
    struct Loaded: Sendable {
        let engine: Engine
        let artefact: VersionArtefact
        let configuration: ModelConfiguration
    }

    let name: ModelName
    var versions: [VersionNumber: VersionState] = [:]
    /// The versions that the policy does not choose: they are loaded for endpoints that name them.
    var aside: Set<VersionNumber> = []
    /// Why the last change of the model failed, where it concerns no single version.
    var problem: String?

    /// The versions that answer.
    var loaded: [VersionNumber: Loaded] {
        self.versions.compactMapValues { state in
            if case .ready(let loaded) = state { loaded } else { nil }
        }
    }

    /// The model as endpoints see it.
    var served: ModelVersions {
        ModelVersions(
            name: self.name,
            states: self.versions.mapValues { state in
                switch state {
                case .loading: .loading
                case .ready(let loaded): .ready(loaded.engine)
                case .unloading: .unloading
                case .unavailable(let reason): .unavailable(reason: reason)
                }
            },
            aside: self.aside,
            problem: self.problem
        )
    }
}

/// One line of the repository's index.
struct IndexEntry: Sendable, Hashable {
    /// The states of the model repository extension.
    enum State: String, Sendable {
        case ready = "READY"
        case unavailable = "UNAVAILABLE"
        case loading = "LOADING"
        case unloading = "UNLOADING"
    }

    let name: String
    let version: String?
    let state: State
    let reason: String
    /// The SHA-256 over the version's files, while it is loaded.
    let digest: String?

    var json: JSONValue {
        var members: [JSONValue.Member] = [.init("name", .string(self.name))]
        if let version { members.append(.init("version", .string(version))) }
        members += [.init("state", .string(self.state.rawValue)), .init("reason", .string(self.reason))]
        if let digest { members.append(.init("sha256", .string(digest))) }
        return .object(members)
    }
}
