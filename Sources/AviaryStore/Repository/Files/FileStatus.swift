internal import AviaryCore
internal import Glibc

/// What the file system says about a path.
struct FileStatus: Sendable, Hashable {
    /// What kind of thing is there.
    enum Kind: Sendable, Hashable {
        case file
        case directory
        case link
        /// A FIFO, a socket or a device.
        case special
    }

    let kind: Kind
    let byteCount: Int64
    /// When the content was last changed, in nanoseconds since 1970.
    let modified: Int64
    /// Which file it is on its device, so that a replaced file with the same times is noticed.
    let inode: UInt64

    /// Asks for a path's status.
    ///
    /// - Parameters:
    ///   - path: absolute, or relative to the working directory.
    ///   - followingLinks: whether to ask about what a link points to.
    /// - Returns: the status; `nil` when nothing is there.
    /// - Throws: `AviaryError` when the file system refuses.
    static func of(_ path: String, followingLinks: Bool) throws(AviaryError) -> FileStatus? {
        var result = stat()
        let code = followingLinks ? stat(path, &result) : lstat(path, &result)
        guard code == 0 else {
            let number = errno
            if number == ENOENT || number == ENOTDIR { return nil }
            throw fileError("look at", path, number)
        }
        return FileStatus(result)
    }

    init(_ result: stat) {
        self.kind =
            switch result.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .directory
            case S_IFLNK: .link
            default: .special
            }
        self.byteCount = Int64(result.st_size)
        self.modified = Int64(result.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(result.st_mtim.tv_nsec)
        self.inode = UInt64(result.st_ino)
    }
}

/// An error of the file system in words.
///
/// - Parameters:
///   - verb: what was tried, in the infinitive.
///   - path: with which file.
///   - number: the value of `errno`.
/// - Returns: an error that tells a person what to do.
func fileError(_ verb: String, _ path: String, _ number: Int32) -> AviaryError {
    let reason = String(cString: strerror(number))
    return switch number {
    case ENOENT: AviaryError(.notFound, "cannot \(verb) '\(path)': \(reason)")
    case EACCES, EPERM:
        AviaryError(
            .invalidArgument,
            "cannot \(verb) '\(path)': \(reason)",
            remedy: "let the server's user read it"
        )
    case ELOOP: AviaryError(.invalidArgument, "cannot \(verb) '\(path)': its links form a loop")
    default: AviaryError(.internalError, "cannot \(verb) '\(path)': \(reason)")
    }
}
