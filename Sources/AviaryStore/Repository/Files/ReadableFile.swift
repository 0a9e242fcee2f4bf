internal import AviaryCore
internal import Glibc

/// A regular file that is open for reading from front to back.
struct ReadableFile: ~Copyable {
    private let descriptor: Int32
    private let path: String
    /// The file's status when it was opened.
    let status: FileStatus

    /// Opens a file.
    ///
    /// - Parameter path: leads to a regular file; anything else is refused, and never waited for.
    /// - Throws: `AviaryError` when it cannot be opened or is no regular file.
    init(_ path: String) throws(AviaryError) {
        // Opening a FIFO would wait for its writer.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw fileError("open", path, errno) }
        var result = stat()
        let code = fstat(descriptor, &result)
        guard code == 0, FileStatus(result).kind == .file else {
            let number = errno
            close(descriptor)
            if code == 0 { throw AviaryError(.invalidArgument, "'\(path)' is no regular file") }
            throw fileError("look at", path, number)
        }
        self.descriptor = descriptor
        self.path = path
        self.status = FileStatus(result)
    }

    deinit { close(self.descriptor) }

    /// Reads the next bytes.
    ///
    /// - Parameter buffer: is filled from its beginning.
    /// - Returns: how many bytes there are in the buffer now; 0 at the end of the file.
    /// - Throws: `AviaryError` when the file cannot be read.
    func read(into buffer: inout [UInt8]) throws(AviaryError) -> Int {
        while true {
            let count = buffer.withUnsafeMutableBytes { Glibc.read(self.descriptor, $0.baseAddress, $0.count) }
            if count >= 0 { return count }
            guard errno == EINTR else { throw fileError("read", self.path, errno) }
        }
    }

    /// Reads the whole of a small file.
    ///
    /// - Parameters:
    ///   - path: leads to a regular file.
    ///   - limit: the most bytes that it may have.
    /// - Returns: its bytes.
    /// - Throws: `AviaryError` when it is larger, or cannot be read.
    static func contents(of path: String, limit: Int) throws(AviaryError) -> [UInt8] {
        let file = try ReadableFile(path)
        var bytes: [UInt8] = []
        // One byte more than the limit, so that a file that grows meanwhile is noticed.
        var buffer = [UInt8](repeating: 0, count: min(limit + 1, 1 << 16))
        while bytes.count <= limit {
            let count = try file.read(into: &buffer)
            if count == 0 { return bytes }
            bytes += buffer[..<count]
        }
        throw AviaryError(.tooLarge, "'\(path)' has more than the \(limit) bytes that are read")
    }
}
