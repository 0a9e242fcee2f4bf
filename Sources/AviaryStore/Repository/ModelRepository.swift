package import AviaryCore

/// A directory of models: `NAME/VERSION/model.onnx`, each with an optional `NAME/model.yaml`.
///
/// Nothing is kept: every call looks at the files as they are. Only `add` writes.
package struct ModelRepository: Sendable {
    /// The name of the file that says how a model is served.
    package static let configurationFile = "model.yaml"

    /// The repository's directory, absolute and without links.
    package let root: String
    /// What a version's directory may hold.
    package let limits: ArtefactLimits

    /// Opens a repository.
    ///
    /// - Parameters:
    ///   - root: the path of the directory; it may be a link.
    ///   - limits: what a version's directory may hold.
    /// - Throws: `AviaryError` when there is no such directory.
    package init(root: String, limits: ArtefactLimits = ArtefactLimits()) throws(AviaryError) {
        let remedy = "give a directory that holds NAME/VERSION/\(VersionArtefact.modelFile)"
        guard let status = try FileStatus.of(root, followingLinks: true) else {
            throw AviaryError(.notFound, "the model repository '\(root)' is not there", remedy: remedy)
        }
        guard status.kind == .directory else {
            throw AviaryError(.invalidArgument, "the model repository '\(root)' is no directory", remedy: remedy)
        }
        self.root = try Directory.realPath(of: root)
        self.limits = limits
    }

    /// Reads a version's files: hashes each of them, and checks where the model keeps its weights.
    ///
    /// - Parameters:
    ///   - model: the model.
    ///   - version: the version.
    /// - Returns: the version's files.
    /// - Throws: `AviaryError` when there is no such version, a link leaves the repository, weights lie outside the
    ///   version's directory, something is no file, or the model's file is not ONNX.
    /// - Complexity: O(bytes), in bounded memory.
    package func artefact(_ model: ModelName, _ version: VersionNumber) throws(AviaryError) -> VersionArtefact {
        let path = "\(self.path(of: model))/\(version)"
        let status = try FileStatus.of(path, followingLinks: true)
        guard status?.kind == .directory else {
            throw AviaryError(.notFound, "model '\(model)' has no version \(version) in the repository")
        }
        do throws(AviaryError) {
            let directory = try self.resolve(path)
            let content = try ArtefactReader.read(root: self.root, directory: directory, limits: self.limits)
            return VersionArtefact(
                model: model,
                version: version,
                modelPath: "\(directory)/\(VersionArtefact.modelFile)",
                hasControlFlow: content.findings.hasControlFlow,
                manifest: content.manifest
            )
        } catch {
            throw error.at("\(model)/\(version)")
        }
    }

    /// The path of a model's directory, links and all.
    func path(of model: ModelName) -> String { "\(self.root)/\(model)" }

    /// Where a path really leads, if that is inside the repository.
    func resolve(_ path: String) throws(AviaryError) -> String {
        let real = try Directory.realPath(of: path)
        guard Directory.contains(real, in: self.root) else {
            throw AviaryError(
                .invalidArgument,
                "a link leaves the repository",
                remedy: "copy the files into the repository"
            )
        }
        return real
    }
}
