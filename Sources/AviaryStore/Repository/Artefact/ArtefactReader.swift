internal import AviaryCore
internal import Crypto

/// What a version's directory may hold.
package struct ArtefactLimits: Sendable, Hashable {
    /// The most files.
    package var fileCount = 10_000
    /// The most bytes in one file; 64 GiB.
    package var fileByteCount: Int64 = 64 << 30
    /// How deep directories may be nested.
    package var depth = 16

    /// The defaults.
    package init() {}
}

/// Reads a version's directory once: hashes every file, and looks into the model on the way.
struct ArtefactReader: ~Copyable {
    private let root: String
    private let directory: String
    private let limits: ArtefactLimits
    private var entries: [ManifestEntry] = []
    /// The real paths of the files that have been hashed.
    private var realPaths: Set<String> = []
    /// What the model says of itself.
    private var findings = ModelScanner.Findings()
    private var buffer = [UInt8](repeating: 0, count: 1 << 18)

    /// Prepares to read a directory.
    ///
    /// - Parameters:
    ///   - root: the real path of the repository, which nothing may leave.
    ///   - directory: the real path of the version's directory.
    ///   - limits: what the directory may hold.
    private init(root: String, directory: String, limits: ArtefactLimits) {
        self.root = root
        self.directory = directory
        self.limits = limits
    }

    /// Reads a directory and checks what the model refers to.
    ///
    /// - Returns: every file that is not hidden, and what was found in the model.
    /// - Throws: `AviaryError` that says which file is refused and why.
    static func read(
        root: String,
        directory: String,
        limits: ArtefactLimits
    ) throws(AviaryError) -> (manifest: Manifest, findings: ModelScanner.Findings) {
        var reader = ArtefactReader(root: root, directory: directory, limits: limits)
        try reader.take(directory: directory, as: "", ancestors: [])
        guard reader.entries.contains(where: { $0.path == VersionArtefact.modelFile }) else {
            throw AviaryError(.notFound, "there is no \(VersionArtefact.modelFile) in '\(directory)'")
        }
        try reader.checkExternalData()
        return (Manifest(reader.entries), reader.findings)
    }

    private mutating func take(
        directory: String,
        as prefix: String,
        ancestors: [String]
    ) throws(AviaryError) {
        guard ancestors.count < self.limits.depth else {
            throw AviaryError(.tooLarge, "'\(prefix)' is nested more than \(self.limits.depth) directories deep")
        }
        guard !ancestors.contains(directory) else {
            throw AviaryError(.invalidArgument, "the link '\(prefix)' leads back to a directory that it lies in")
        }
        for name in try Directory.names(in: directory) {
            let relative = prefix.isEmpty ? name : "\(prefix)/\(name)"
            try self.take(path: "\(directory)/\(name)", as: relative, ancestors: ancestors + [directory])
        }
    }

    private mutating func take(path: String, as relative: String, ancestors: [String]) throws(AviaryError) {
        let real = try self.resolve(path, as: relative)
        guard let status = try FileStatus.of(real, followingLinks: false) else {
            throw AviaryError(.conflict, "'\(relative)' vanished while it was read")
        }
        switch status.kind {
        case .directory:
            try self.take(directory: real, as: relative, ancestors: ancestors)
        case .file:
            guard self.entries.count < self.limits.fileCount else {
                throw AviaryError(.tooLarge, "a version has at most \(self.limits.fileCount) files, this one has more")
            }
            guard status.byteCount <= self.limits.fileByteCount else {
                throw AviaryError(
                    .tooLarge,
                    "a file has at most \(self.limits.fileByteCount) bytes, '\(relative)' has \(status.byteCount)"
                )
            }
            self.entries.append(try self.hash(real, as: relative))
            self.realPaths.insert(real)
        case .link, .special:
            throw AviaryError(
                .invalidArgument,
                "'\(relative)' is neither a file nor a directory but a FIFO, a socket or a device"
            )
        }
    }

    /// Where a path really leads, if that is inside the repository.
    private func resolve(_ path: String, as relative: String) throws(AviaryError) -> String {
        let real: String
        do throws(AviaryError) {
            real = try Directory.realPath(of: path)
        } catch  where error.code == .notFound {
            throw AviaryError(.invalidArgument, "the link '\(relative)' leads to nothing")
        }
        guard Directory.contains(real, in: self.root) else {
            throw AviaryError(
                .invalidArgument,
                "the link '\(relative)' leaves the repository",
                remedy: "copy the file into the version's directory"
            )
        }
        return real
    }

    private mutating func hash(_ path: String, as relative: String) throws(AviaryError) -> ManifestEntry {
        let file = try ReadableFile(path)
        var hash = SHA256()
        var byteCount: Int64 = 0
        let isModel = relative == VersionArtefact.modelFile
        var scanner = ModelScanner()
        while true {
            let count = try file.read(into: &self.buffer)
            if count == 0 { break }
            byteCount += Int64(count)
            guard byteCount <= file.status.byteCount else { break }
            self.buffer.withUnsafeBytes { hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            if isModel { try self.scan(self.buffer[..<count], with: &scanner) }
        }
        guard byteCount == file.status.byteCount, try FileStatus.of(path, followingLinks: false) == file.status else {
            throw AviaryError(
                .conflict,
                "'\(relative)' changed while it was read",
                remedy: "wait until it is written, then load again"
            )
        }
        if isModel {
            do throws(AviaryError) {
                self.findings = try scanner.finish()
            } catch {
                throw error.at(VersionArtefact.modelFile)
            }
        }
        return ManifestEntry(path: relative, sha256: hexadecimal(hash.finalize()), byteCount: byteCount)
    }

    private func scan(_ bytes: ArraySlice<UInt8>, with scanner: inout ModelScanner) throws(AviaryError) {
        do throws(AviaryError) {
            try scanner.scan(bytes)
        } catch {
            throw error.at(VersionArtefact.modelFile)
        }
    }

    /// Refuses a model that would have the runtime read a file outside its directory, or one without a hash.
    private func checkExternalData() throws(AviaryError) {
        for location in self.findings.externalLocations.sorted() {
            let words = "\(VersionArtefact.modelFile) keeps weights in '\(shortened(location))'"
            guard !location.isEmpty, !location.hasPrefix("/"), !location.utf8.contains(0) else {
                throw AviaryError(.invalidArgument, "\(words), which is no relative path")
            }
            let real: String
            do throws(AviaryError) {
                real = try Directory.realPath(of: "\(self.directory)/\(location)")
            } catch  where error.code == .notFound {
                throw AviaryError(
                    .invalidArgument,
                    "\(words), which is not there",
                    remedy: "put the file into the version's directory"
                )
            }
            guard Directory.contains(real, in: self.directory) else {
                throw AviaryError(
                    .invalidArgument,
                    "\(words), which is outside the version's directory",
                    remedy: "copy the file into the version's directory and name it in the model by its own name"
                )
            }
            guard self.realPaths.contains(real) else {
                throw AviaryError(.invalidArgument, "\(words), which is hidden or no file")
            }
        }
    }
}
