package import AviaryCore

/// Something that changed in the repository.
package enum RepositoryEvent: Sendable, Hashable {
    /// A model's directory is there that was not.
    case modelAppeared(ModelName)
    /// A model's directory is gone, and its versions with it.
    case modelVanished(ModelName)
    /// A file beside the versions is new, changed or gone: perhaps the configuration, perhaps a text about the model.
    case configurationChanged(ModelName)
    /// A version is there, complete as far as one can tell.
    case versionAppeared(ModelName, VersionNumber)
    /// A version's files are not what they were.
    case versionChanged(ModelName, VersionNumber)
    /// A version is gone.
    case versionVanished(ModelName, VersionNumber)

    /// The model that it is about.
    package var model: ModelName {
        switch self {
        case .modelAppeared(let name), .modelVanished(let name), .configurationChanged(let name),
            .versionAppeared(let name, _), .versionChanged(let name, _), .versionVanished(let name, _):
            name
        }
    }
}
