internal import AviaryCore
internal import Glibc

/// Reads directories, and finds out where paths really lead.
enum Directory {
    /// The most entries that one directory may have.
    static let maximumEntries = 100_000

    /// The names in a directory that are not hidden.
    ///
    /// - Parameter path: the directory.
    /// - Returns: the names in ascending order of their bytes.
    /// - Throws: `AviaryError` when it cannot be read, has a name that is not text, or far too many.
    static func names(in path: String) throws(AviaryError) -> [String] {
        guard let stream = opendir(path) else { throw fileError("list", path, errno) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(validating: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard let name, !name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
                throw AviaryError(
                    .invalidArgument,
                    "'\(path)' has a file whose name is not plain text in UTF-8",
                    remedy: "rename it"
                )
            }
            guard !name.hasPrefix(".") else { continue }
            guard names.count < Self.maximumEntries else {
                throw AviaryError(.tooLarge, "'\(path)' has more than \(Self.maximumEntries) entries")
            }
            names.append(name)
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The absolute path without links that a path leads to.
    ///
    /// - Parameter path: must lead to something that is there.
    /// - Returns: the path.
    /// - Throws: `AviaryError` with code `notFound` when nothing is there.
    static func realPath(of path: String) throws(AviaryError) -> String {
        guard let resolved = realpath(path, nil) else { throw fileError("follow", path, errno) }
        defer { free(resolved) }
        guard let text = String(validatingCString: resolved) else {
            throw AviaryError(.invalidArgument, "'\(path)' leads to a path that is not UTF-8")
        }
        return text
    }

    /// Whether a real path is a directory or lies in it.
    ///
    /// - Parameters:
    ///   - path: a real path.
    ///   - directory: the real path of a directory.
    /// - Returns: `false` for a path that only begins with the same letters.
    static func contains(_ path: String, in directory: String) -> Bool {
        path == directory || path.hasPrefix(directory == "/" ? "/" : directory + "/")
    }
}
