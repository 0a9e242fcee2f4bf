internal import Glibc

/// Reads a file of the kernel, which has no size before it is read.
enum SmallFile {
    /// The text of a file.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - limit: what lies beyond this many bytes is not read.
    /// - Returns: the text; `nil` when the file cannot be read.
    static func read(_ path: String, limit: Int = 1 << 20) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 4096)
        while bytes.count < limit {
            let count = Glibc.read(file, &part, part.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            if count == 0 { break }
            bytes.append(contentsOf: part[..<count])
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
