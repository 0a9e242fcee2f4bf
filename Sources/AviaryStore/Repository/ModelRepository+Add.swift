package import AviaryCore

extension ModelRepository {
    /// What happens to a `model.yaml` that is there and says something else than a new version's.
    package enum ExistingConfiguration: Sendable {
        /// The version is refused.
        case refuse
        /// It stays as it is.
        case keep
        /// The new one takes its place.
        case replace
    }

    /// Adds a version to a model, or a new model.
    ///
    /// The version appears at once, as a whole: it is written into a hidden directory, and moved when the disk has it. Of
    /// a new model the configuration appears in the same step, otherwise just before the version. Nothing is written
    /// outside the repository, wherever links lead, and no version is changed that is there.
    ///
    /// - Parameters:
    ///   - model: the model, whose directory is made where it is missing.
    ///   - version: the version; `nil` for the one after the highest that is there.
    ///   - modelFile: the content of the version's `model.onnx`.
    ///   - configuration: the text of the model's `model.yaml`; `nil` leaves it as it is.
    ///   - existing: what happens to a configuration that is there and says something else.
    /// - Returns: the version.
    /// - Throws: `AviaryError` with code `conflict` when the version is there, or the configuration says something else
    ///   and may not be touched; other codes when links leave the repository or nothing can be written.
    @discardableResult
    package func add(
        model: ModelName,
        version: VersionNumber? = nil,
        modelFile: [UInt8],
        configuration: String? = nil,
        existing: ExistingConfiguration = .refuse
    ) throws(AviaryError) -> VersionNumber {
        guard modelFile.count <= self.limits.fileByteCount else {
            throw AviaryError(
                .tooLarge,
                "a file of a version has at most \(self.limits.fileByteCount) bytes, this one has \(modelFile.count)"
            )
        }
        // A link that leads nowhere is there as well, and is refused when it is resolved.
        guard try FileStatus.of(self.path(of: model), followingLinks: false) != nil else {
            return try self.addModel(model, version ?? VersionNumber(1), modelFile, configuration)
        }
        let directory: String
        do throws(AviaryError) {
            directory = try self.resolve(self.path(of: model))
        } catch {
            throw error.at("\(model)")
        }
        guard try FileStatus.of(directory, followingLinks: false)?.kind == .directory else {
            throw AviaryError(.conflict, "'\(model)' in the repository is no directory", remedy: "choose another name")
        }
        return try self.addVersion(to: model, directory, version, modelFile, configuration, existing)
    }

    /// Makes a model's directory with everything in it.
    private func addModel(
        _ model: ModelName,
        _ version: VersionNumber,
        _ modelFile: [UInt8],
        _ configuration: String?
    ) throws(AviaryError) -> VersionNumber {
        var staging = try StagingDirectory(in: self.root)
        try staging.makeDirectory("\(version)")
        try staging.write("\(version)/\(VersionArtefact.modelFile)", modelFile)
        if let configuration { try staging.write(Self.configurationFile, Array(configuration.utf8)) }
        guard try staging.move("", to: self.path(of: model)) else {
            throw AviaryError(
                .conflict,
                "the model '\(model)' was added by somebody else meanwhile",
                remedy: "try again"
            )
        }
        return version
    }

    /// Adds a version to a model that is there.
    private func addVersion(
        to model: ModelName,
        _ directory: String,
        _ wanted: VersionNumber?,
        _ modelFile: [UInt8],
        _ configuration: String?,
        _ existing: ExistingConfiguration
    ) throws(AviaryError) -> VersionNumber {
        if let wanted, try FileStatus.of("\(directory)/\(wanted)", followingLinks: false) != nil {
            throw Self.isThere(model, wanted)
        }
        let change = try self.change(to: configuration, in: directory, of: model, existing)
        var staging = try StagingDirectory(in: directory)
        try staging.makeDirectory("version")
        try staging.write("version/\(VersionArtefact.modelFile)", modelFile)
        if let change {
            try staging.write(Self.configurationFile, change)
            guard try staging.move(Self.configurationFile, to: "\(directory)/\(Self.configurationFile)") else {
                throw AviaryError(.conflict, "'\(Self.configurationFile)' of '\(model)' is no file")
            }
        }
        var version = if let wanted { wanted } else { try Self.nextVersion(in: directory, of: model) }
        while try !staging.move("version", to: "\(directory)/\(version)") {
            // Somebody else was faster; who asked for a number has to know.
            guard wanted == nil else { throw Self.isThere(model, version) }
            version = try Self.nextVersion(in: directory, of: model)
        }
        return version
    }

    /// The number after the highest that something in a model's directory has.
    private static func nextVersion(
        in directory: String,
        of model: ModelName
    ) throws(AviaryError) -> VersionNumber {
        let highest = try Directory.names(in: directory).compactMap { VersionNumber($0)?.rawValue }.max() ?? 0
        guard highest < .max else {
            throw AviaryError(.conflict, "'\(model)' has no version number left", remedy: "give one with --version")
        }
        return VersionNumber(highest + 1)
    }

    /// The configuration to write, if one is to be written.
    private func change(
        to configuration: String?,
        in directory: String,
        of model: ModelName,
        _ existing: ExistingConfiguration
    ) throws(AviaryError) -> [UInt8]? {
        guard let configuration else { return nil }
        let bytes = Array(configuration.utf8)
        let path = "\(directory)/\(Self.configurationFile)"
        guard try FileStatus.of(path, followingLinks: false) != nil else { return bytes }
        switch existing {
        case .keep: return nil
        case .replace: return bytes
        case .refuse: break
        }
        let present: [UInt8]
        do throws(AviaryError) {
            present = try ReadableFile.contents(of: self.resolve(path), limit: ConfigurationText.maximumByteCount)
        } catch {
            throw error.at("\(model)/\(Self.configurationFile)")
        }
        guard present == bytes else {
            throw AviaryError(
                .conflict,
                "the model '\(model)' has a \(Self.configurationFile) that says something else than the new one, and it "
                    + "counts for all versions",
                remedy: "keep it (--keep), replace it (--force), or choose another name"
            )
        }
        return nil
    }

    private static func isThere(_ model: ModelName, _ version: VersionNumber) -> AviaryError {
        AviaryError(
            .conflict,
            "model '\(model)' has a version \(version)",
            remedy: "versions are not changed; leave the number out for the next one"
        )
    }
}
