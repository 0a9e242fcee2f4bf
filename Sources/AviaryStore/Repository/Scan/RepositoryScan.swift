package import AviaryCore

/// What a look at the whole repository found.
package struct RepositoryScan: Sendable, Hashable {
    /// The models in ascending order of their names, the faulty ones as well.
    package let models: [ScannedModel]
    /// What lies in the repository's root and is no model.
    package let notes: [RepositoryNote]

    /// A model by its name.
    ///
    /// - Parameter name: the model's name.
    package subscript(name: ModelName) -> ScannedModel? { self.models.first { $0.name == name } }
}

/// One model's directory.
package struct ScannedModel: Sendable, Hashable {
    /// The directory's name.
    package let name: ModelName
    /// What `model.yaml` says, the defaults without one, or why it cannot be used.
    package let configuration: Result<ModelConfiguration, AviaryError>
    /// The versions that are there, ascending.
    package let versions: [VersionNumber]
    /// Those that the version policy chooses, ascending; none if the configuration cannot be used.
    package let chosen: [VersionNumber]
    /// What is odd about the directory.
    package let notes: [RepositoryNote]
}

/// Something in the repository that is passed over, and why.
package struct RepositoryNote: Sendable, Hashable, CustomStringConvertible {
    /// The path inside the repository.
    package let path: String
    /// Why it is passed over.
    package let message: String

    /// Path and message.
    package var description: String { "'\(self.path)' \(self.message)" }
}

extension ModelConfiguration.VersionPolicy {
    /// The versions to serve.
    ///
    /// - Parameter versions: those that are there, ascending.
    /// - Returns: those that are chosen, ascending, and those that are asked for but missing.
    func choose(from versions: [VersionNumber]) -> (chosen: [VersionNumber], missing: [VersionNumber]) {
        switch self {
        case .all: (versions, [])
        case .latest(let count): (versions.suffix(count), [])
        case .specific(let wanted):
            (versions.filter { wanted.contains($0) }, wanted.filter { !versions.contains($0) }.sorted())
        }
    }
}
