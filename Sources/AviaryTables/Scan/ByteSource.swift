internal import AviaryCore
internal import Glibc

/// Bytes from the front to the end, a part at a time.
protocol ByteSource: ~Copyable {
    /// Appends the next bytes.
    ///
    /// - Parameters:
    ///   - bytes: what takes them.
    ///   - count: how many at most.
    /// - Returns: how many came; 0 at the end.
    /// - Throws: ``AviaryError`` when they cannot be read.
    mutating func read(into bytes: inout [UInt8], count: Int) throws(AviaryError) -> Int
}

/// A regular file: tables are read more than once, which nothing that flows can be.
struct FileSource: ByteSource, ~Copyable {
    private let path: String
    private let descriptor: Int32

    /// Opens a file.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - offset: where to begin.
    /// - Throws: ``AviaryError`` that says why it cannot be opened.
    init(path: String, offset: Int = 0) throws(AviaryError) {
        self.path = path
        // Without O_NONBLOCK a named pipe would be waited for, perhaps without end.
        self.descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard self.descriptor >= 0 else {
            throw AviaryError(
                errno == ENOENT ? .notFound : .invalidArgument,
                "'\(path)' cannot be opened: \(SystemError.words(errno))"
            )
        }
        let kind = self.status.st_mode & S_IFMT
        guard kind == S_IFREG else {
            throw AviaryError(
                .invalidArgument,
                "'\(path)' is \(kind == S_IFDIR ? "a folder" : "a pipe or a device"), a file was expected",
                remedy: "a table is read more than once: write it to a file first"
            )
        }
        lseek(self.descriptor, off_t(offset), SEEK_SET)
    }

    deinit { close(self.descriptor) }

    /// How many bytes the file has.
    var size: Int { Int(self.status.st_size) }

    private var status: stat {
        var status = stat()
        _ = unsafe fstat(self.descriptor, &status)
        return status
    }

    mutating func read(into bytes: inout [UInt8], count: Int) throws(AviaryError) -> Int {
        let result = Descriptor.read(self.descriptor, into: &bytes, count: count)
        guard result >= 0 else {
            throw AviaryError(.invalidArgument, "'\(self.path)' cannot be read: \(SystemError.words(errno))")
        }
        return result
    }
}

/// Calls of the system on descriptors.
enum Descriptor {
    /// Appends what can be read at once.
    ///
    /// - Returns: how many bytes came, 0 at the end, -1 and `errno` where reading failed.
    static func read(_ descriptor: Int32, into bytes: inout [UInt8], count: Int) -> Int {
        var result = -1
        let part = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            repeat {
                result = unsafe Glibc.read(descriptor, buffer.baseAddress, count)
            } while result < 0 && errno == EINTR
            filled = max(0, result)
        }
        bytes.append(contentsOf: part)
        return result
    }
}

/// The system's words for its errors.
enum SystemError {
    /// What an error number means.
    static func words(_ number: Int32) -> String { unsafe String(cString: strerror(number)) }
}
