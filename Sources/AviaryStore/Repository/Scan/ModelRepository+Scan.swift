package import AviaryCore

extension ModelRepository {
    /// The most bytes of a file of labels.
    private static let maximumLabelByteCount = 16 << 20

    /// Looks at every model.
    ///
    /// - Returns: the models with their configurations and versions, the faulty ones with their errors.
    /// - Throws: `AviaryError` when the root itself cannot be read.
    package func scan() throws(AviaryError) -> RepositoryScan {
        var models: [ScannedModel] = []
        var notes: [RepositoryNote] = []
        for entry in try Directory.names(in: self.root)
        where try FileStatus.of("\(self.root)/\(entry)", followingLinks: true)?.kind == .directory {
            do throws(AviaryError) {
                let name = try ModelName(entry)
                if let model = try self.scan(name) { models.append(model) }
            } catch {
                notes.append(RepositoryNote(path: entry, message: "is passed over: \(error)"))
            }
        }
        return RepositoryScan(models: models.sorted { $0.name < $1.name }, notes: notes)
    }

    /// Looks at one model.
    ///
    /// - Parameter name: the model's name.
    /// - Returns: the model; `nil` when it has no directory.
    /// - Throws: `AviaryError` when its directory cannot be read or lies outside the repository.
    package func scan(_ name: ModelName) throws(AviaryError) -> ScannedModel? {
        guard try FileStatus.of(self.path(of: name), followingLinks: true)?.kind == .directory else { return nil }
        let directory = try self.resolve(self.path(of: name))
        var versions: [VersionNumber] = []
        var notes: [RepositoryNote] = []
        for entry in try Directory.names(in: directory) {
            let path = "\(directory)/\(entry)"
            let isDirectory = try FileStatus.of(path, followingLinks: true)?.kind == .directory
            switch Self.verdict(on: entry, isDirectory: isDirectory) {
            case .version(let version):
                if try FileStatus.of("\(path)/\(VersionArtefact.modelFile)", followingLinks: true) != nil {
                    versions.append(version)
                } else {
                    let message = "is passed over: there is no \(VersionArtefact.modelFile) in it"
                    notes.append(RepositoryNote(path: "\(name)/\(entry)", message: message))
                }
            case .odd(let message):
                notes.append(RepositoryNote(path: "\(name)/\(entry)", message: message))
            case .ordinary:
                continue
            }
        }
        versions.sort()
        let configuration = self.configuration(of: name, in: directory)
        var chosen: [VersionNumber] = []
        if case .success(let configuration) = configuration {
            let choice = configuration.versionPolicy.choose(from: versions)
            chosen = choice.chosen
            notes += choice.missing.map {
                RepositoryNote(path: "\(name)/\($0)", message: "is asked for by the version policy but not there")
            }
        }
        if versions.isEmpty { notes.append(RepositoryNote(path: "\(name)", message: "has no versions")) }
        return ScannedModel(
            name: name,
            configuration: configuration,
            versions: versions,
            chosen: chosen,
            notes: notes
        )
    }

    /// What an entry of a model's directory is.
    private enum Verdict {
        case version(VersionNumber)
        /// Something that looks as if it were meant to have an effect.
        case odd(String)
        case ordinary
    }

    private static func verdict(on entry: String, isDirectory: Bool) -> Verdict {
        if isDirectory {
            if let version = VersionNumber(entry) { return .version(version) }
            return .odd("is passed over: a version is a number from 1 up, without leading zeros")
        }
        switch entry {
        case "model.yml", "config.yaml", "config.yml", "config.pbtxt":
            return .odd("is not read, the configuration's name is \(Self.configurationFile)")
        case VersionArtefact.modelFile:
            return .odd("is not served, it belongs into a version's directory such as 1/\(VersionArtefact.modelFile)")
        default:
            return .ordinary
        }
    }

    private func configuration(
        of name: ModelName,
        in directory: String
    ) -> Result<ModelConfiguration, AviaryError> {
        let path = "\(directory)/\(Self.configurationFile)"
        do throws(AviaryError) {
            // A link that leads nowhere is a mistake, not an absent file.
            guard try FileStatus.of(path, followingLinks: false) != nil else { return .success(ModelConfiguration()) }
            let yaml = try ReadableFile.contents(
                of: try self.resolve(path),
                limit: ConfigurationText.maximumByteCount
            )
            let configuration = try ModelConfiguration(yaml: yaml) { place throws(AviaryError) in
                try self.labels(place, in: directory)
            }
            return .success(configuration)
        } catch {
            return .failure(error.at("\(name)/\(Self.configurationFile)"))
        }
    }

    /// Reads a file of labels, which lies in the model's directory.
    private func labels(_ place: String, in directory: String) throws(AviaryError) -> [String] {
        guard !place.hasPrefix("/"), !place.utf8.contains(0) else {
            throw AviaryError(.invalidArgument, "a file of labels is named by its path in the model's directory")
        }
        let real: String
        do throws(AviaryError) {
            real = try Directory.realPath(of: "\(directory)/\(place)")
        } catch  where error.code == .notFound {
            throw AviaryError(.notFound, "the file '\(shortened(place))' is not in the model's directory")
        }
        guard Directory.contains(real, in: directory) else {
            throw AviaryError(.invalidArgument, "the file '\(shortened(place))' is outside the model's directory")
        }
        return try ModelConfiguration.labels(
            inFile: try ReadableFile.contents(of: real, limit: Self.maximumLabelByteCount)
        )
    }
}
