internal import AviaryCore
internal import Glibc

/// A hidden directory in which files are made that appear in the repository at once, as a whole.
///
/// It lies beside the place where they will be, so that moving them there is one step of the file system. Readers of the
/// repository pass over hidden names. What is still in it when the value goes is removed.
struct StagingDirectory: ~Copyable {
    /// The directory's path.
    let path: String
    /// What was made, to be removed again.
    private var files: [String] = []
    private var directories: [String] = []

    /// Makes a directory of a name that nobody else has.
    ///
    /// - Parameter parent: the directory in which it is made.
    /// - Throws: `AviaryError` when that cannot be written to.
    init(in parent: String) throws(AviaryError) {
        while true {
            let path = "\(parent)/.aviary-\(String(UInt64.random(in: .min ... .max), radix: 36))"
            guard mkdir(path, 0o777) != 0 else {
                self.path = path
                return
            }
            guard errno == EEXIST else { throw writeError("make a directory in", parent, errno) }
        }
    }

    deinit {
        // What has been moved away is no longer there, which is no failure.
        for file in self.files { unlink("\(self.path)/\(file)") }
        for directory in self.directories.reversed() { rmdir("\(self.path)/\(directory)") }
        rmdir(self.path)
    }

    /// Makes a directory inside.
    ///
    /// - Parameter name: its name.
    /// - Throws: `AviaryError` when there is no room.
    mutating func makeDirectory(_ name: String) throws(AviaryError) {
        let path = "\(self.path)/\(name)"
        guard mkdir(path, 0o777) == 0 else { throw writeError("make", path, errno) }
        self.directories.append(name)
    }

    /// Writes a file, and waits until the disk has it.
    ///
    /// - Parameters:
    ///   - name: its path inside.
    ///   - bytes: its content.
    /// - Throws: `AviaryError` when there is no room.
    mutating func write(_ name: String, _ bytes: [UInt8]) throws(AviaryError) {
        let path = "\(self.path)/\(name)"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o666)
        guard descriptor >= 0 else { throw writeError("make", path, errno) }
        defer { close(descriptor) }
        self.files.append(name)
        var offset = 0
        while offset < bytes.count {
            let count = bytes[offset...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw writeError("write", path, errno) }
            offset += count
        }
        guard fsync(descriptor) == 0 else { throw writeError("write", path, errno) }
    }

    /// Moves something to its place in one step, where nothing may be yet but a file that it replaces.
    ///
    /// - Parameters:
    ///   - name: its path inside; empty for the whole directory.
    ///   - destination: where it will be.
    /// - Returns: whether it is there; `false` if something else has taken the place.
    /// - Throws: `AviaryError` when the file system refuses for another reason.
    func move(_ name: String, to destination: String) throws(AviaryError) -> Bool {
        let source = name.isEmpty ? self.path : "\(self.path)/\(name)"
        // The directories have to be on the disk before anything is there that leads to them.
        for directory in self.directories { try Self.synchronize("\(self.path)/\(directory)") }
        try Self.synchronize(self.path)
        guard rename(source, destination) == 0 else {
            let number = errno
            if [EEXIST, ENOTEMPTY, ENOTDIR, EISDIR].contains(number) { return false }
            throw writeError("write", destination, number)
        }
        try Self.synchronize(String(destination[..<(destination.lastIndex(of: "/") ?? destination.startIndex)]))
        return true
    }

    /// Waits until the disk has a directory's entries.
    private static func synchronize(_ path: String) throws(AviaryError) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            // What was inside may have been moved already.
            if errno == ENOENT { return }
            throw writeError("write", path, errno)
        }
        defer { close(descriptor) }
        // Some file systems have no such call for directories.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw writeError("write", path, errno) }
    }
}

/// An error of the file system about something that was to be written.
private func writeError(_ verb: String, _ path: String, _ number: Int32) -> AviaryError {
    let reason = String(cString: strerror(number))
    return switch number {
    case EACCES, EPERM, EROFS:
        AviaryError(
            .invalidArgument,
            "cannot \(verb) '\(path)': \(reason)",
            remedy: "run the command as a user who may write to the repository"
        )
    case ENOSPC, EDQUOT:
        AviaryError(.exhausted, "cannot \(verb) '\(path)': \(reason)", remedy: "make room on the disk")
    default: fileError(verb, path, number)
    }
}
