package import AviaryCore

/// The repository's files by names, sizes and times: cheap enough to be made every second.
package struct RepositoryListing: Sendable, Hashable {
    /// The models by their names.
    package var models: [ModelName: Model] = [:]

    /// An empty repository.
    package init() {}

    /// One model's files.
    package struct Model: Sendable, Hashable {
        /// The files beside the versions: the configuration, and the labels that it may name.
        var files: [FileStamp] = []
        /// The files of each version that has a model.
        var versions: [VersionNumber: [FileStamp]] = [:]
    }
}

/// One file without its content.
struct FileStamp: Sendable, Hashable {
    /// The path inside its directory.
    let path: String
    let status: FileStatus
}

extension ModelRepository {
    /// Lists the repository's files.
    ///
    /// - Returns: names, sizes and times; what cannot be read is left out.
    /// - Throws: `AviaryError` when the root itself cannot be read.
    /// - Complexity: O(files); no content is read.
    package func listing() throws(AviaryError) -> RepositoryListing {
        var listing = RepositoryListing()
        for entry in try Directory.names(in: self.root) {
            guard let name = try? ModelName(entry) else { continue }
            let path = self.path(of: name)
            guard let status = try? FileStatus.of(path, followingLinks: true), status.kind == .directory else {
                continue
            }
            listing.models[name] = self.listing(of: path)
        }
        return listing
    }

    private func listing(of directory: String) -> RepositoryListing.Model {
        var model = RepositoryListing.Model()
        for entry in (try? Directory.names(in: directory)) ?? [] {
            let path = "\(directory)/\(entry)"
            guard let status = try? FileStatus.of(path, followingLinks: true) else { continue }
            if status.kind != .directory {
                model.files.append(FileStamp(path: entry, status: status))
            } else if let version = VersionNumber(entry) {
                var stamps: [FileStamp] = []
                self.stamp(path, as: "", depth: 0, &stamps)
                if stamps.contains(where: { $0.path == VersionArtefact.modelFile }) { model.versions[version] = stamps }
            }
        }
        return model
    }

    /// Stamps all files below a directory, as many and as deep as a version may have.
    private func stamp(_ directory: String, as prefix: String, depth: Int, _ stamps: inout [FileStamp]) {
        guard depth < self.limits.depth else { return }
        for entry in (try? Directory.names(in: directory)) ?? [] {
            guard stamps.count <= self.limits.fileCount else { return }
            let path = "\(directory)/\(entry)"
            let relative = prefix.isEmpty ? entry : "\(prefix)/\(entry)"
            guard let status = try? FileStatus.of(path, followingLinks: false) else { continue }
            switch status.kind {
            case .directory:
                self.stamp(path, as: relative, depth: depth + 1, &stamps)
            case .link:
                // A linked directory is not walked: it could be anything.
                guard let target = try? FileStatus.of(path, followingLinks: true) else { continue }
                stamps.append(FileStamp(path: relative, status: target))
            case .file, .special:
                stamps.append(FileStamp(path: relative, status: status))
            }
        }
    }
}
