internal import AviaryCore
internal import Glibc

/// A file that one program at a time holds, until it lets go or ends in whatever way.
///
/// The file stays when the program is gone: if it were removed, two programs could hold two files of the same name.
final class FileLock: Sendable {
    private let descriptor: Int32

    /// Takes hold of a file, which is made if it is not there.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - what: what it stands for, for the error.
    ///   - remedy: what to do when another program holds it.
    /// - Throws: `AviaryError` with code `conflict` that names the other program's process; any other when the file
    ///   cannot be written.
    init(_ path: String, for what: String, remedy: String) throws(AviaryError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard descriptor >= 0 else { throw databaseFileError("open", path, errno) }
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            let number = errno
            if number == EINTR { continue }
            defer { close(descriptor) }
            guard number == EWOULDBLOCK else { throw databaseFileError("lock", path, number) }
            let holder = Self.holder(descriptor).map { "process \($0)" } ?? "another process"
            throw AviaryError(.conflict, "\(holder) uses \(what)", remedy: remedy)
        }
        self.descriptor = descriptor
        // For people alone: what counts is the lock, so a failure here does no harm.
        var text = Array("\(getpid())\n".utf8)
        ftruncate(descriptor, 0)
        _ = text.withUnsafeMutableBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    }

    deinit { close(self.descriptor) }

    /// The process that has written its number into the file.
    private static func holder(_ descriptor: Int32) -> Int? {
        var bytes = [UInt8](repeating: 0, count: 24)
        let count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
        guard count > 0 else { return nil }
        let digits = bytes[..<count].prefix { $0 != UInt8(ascii: "\n") }
        return Int(String(decoding: digits, as: UTF8.self))
    }
}

extension FileLock {
    /// Takes hold of what stands for a database; whoever comes by another name, through a link, meets the same lock.
    static func of(_ path: String, _ what: String, flag: String) throws(AviaryError) -> FileLock {
        var place = path
        if let resolved = realpath(path, nil) {
            place = String(cString: resolved)
            free(resolved)
        }
        return try FileLock(place + ".lock", for: what, remedy: "give this server its own with \(flag)")
    }
}

/// Makes a directory, and those that lead to it, where they are not there, so that a power cut does not take them.
///
/// - Parameter path: the directory.
/// - Throws: `AviaryError` when it cannot be made.
func makeDirectories(_ path: Substring) throws(AviaryError) {
    // Where something is there that is no directory, opening a file in it says so.
    guard !path.isEmpty, mkdir(String(path), 0o755) != 0, errno != EEXIST else { return synchronizeParent(of: path) }
    let number = errno
    guard number == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex else {
        throw databaseFileError("make", String(path), number)
    }
    try makeDirectories(path[..<slash])
    guard mkdir(String(path), 0o755) == 0 || errno == EEXIST else {
        throw databaseFileError("make", String(path), errno)
    }
    synchronizeParent(of: path)
}

/// Sees to it that a database that is new may be read by its owner alone; SQLite gives the files beside it the same rights.
///
/// - Parameter path: the file; one that is there keeps its rights.
func makePrivate(_ path: String) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    if descriptor >= 0 { close(descriptor) }
}

/// Waits until the disk has a directory's name; some file systems cannot, and then there is nothing better to do.
private func synchronizeParent(of path: Substring) {
    let parent = path.lastIndex(of: "/").map { path[...$0] } ?? "."
    let descriptor = open(String(parent), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
}

/// An error of the file system about where the database lies.
func databaseFileError(_ verb: String, _ path: String, _ number: Int32) -> AviaryError {
    let message = "cannot \(verb) '\(path)': \(String(cString: strerror(number)))"
    return switch number {
    case ENOSPC, EDQUOT: AviaryError(.exhausted, message, remedy: "make room on the disk")
    default:
        AviaryError(.invalidArgument, message, remedy: "name a file that may be written with --database")
    }
}
