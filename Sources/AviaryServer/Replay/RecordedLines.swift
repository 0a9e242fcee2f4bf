internal import AviaryCore
internal import Glibc

/// Where recorded requests come from, one at a time.
protocol RequestSource: ~Copyable {
    /// How it is called in messages.
    var name: String { get }
    /// The number of the request that was read last.
    var lineNumber: Int { get }
    /// How much was read, in per cent; `nil` where that shows only at the end.
    var percent: Int? { get }
    /// How many requests were passed over, because too little of them is known.
    var skipped: Int { get }

    /// Reads the next request.
    ///
    /// - Returns: the record as JSON; `nil` after the last one.
    /// - Throws: `AviaryError` when nothing can be read.
    mutating func next() throws(AviaryError) -> [UInt8]?
}

/// The lines of a file, one at a time, in memory bounded by the longest line.
struct RecordedLines: RequestSource, ~Copyable {
    /// The most bytes of a line: as many as a server takes in a body by default.
    private static let longestLine = 64 << 20

    /// How the file is called in messages.
    let name: String
    /// The number of the line that was read last, from 1.
    private(set) var lineNumber = 0
    /// How many bytes were read.
    private(set) var offset = 0
    /// How many bytes there are; `nil` where that shows only at the end.
    let size: Int?
    /// Every line is a request.
    let skipped = 0
    private let descriptor: Int32
    private var bytes = [UInt8](repeating: 0, count: 1 << 16)
    private var unread = 0..<0

    /// Opens a file.
    ///
    /// - Parameter path: the file; `-` is standard input.
    /// - Throws: `AviaryError` when it cannot be opened.
    init(_ path: String) throws(AviaryError) {
        self.name = path == "-" ? "standard input" : path
        self.descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard self.descriptor >= 0 else {
            throw AviaryError(.notFound, "'\(path)' cannot be opened: \(String(cString: strerror(errno)))")
        }
        var status = stat()
        let isFile = fstat(self.descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        self.size = isFile ? Int(status.st_size) : nil
    }

    deinit { if self.descriptor != STDIN_FILENO { close(self.descriptor) } }

    /// How much was read, in per cent.
    var percent: Int? {
        guard let size, size > 0 else { return nil }
        return min(100, self.offset * 100 / size)
    }

    /// Reads the next line.
    ///
    /// - Returns: the line without its end; `nil` after the last one.
    /// - Throws: `AviaryError` when the line is too long, or nothing can be read.
    mutating func next() throws(AviaryError) -> [UInt8]? {
        var line: [UInt8] = []
        while true {
            let end = self.bytes[self.unread].firstIndex(of: UInt8(ascii: "\n"))
            line += self.bytes[self.unread.lowerBound..<(end ?? self.unread.upperBound)]
            guard line.count <= Self.longestLine else {
                throw AviaryError(.tooLarge, "line \(self.lineNumber + 1) is longer than \(Self.longestLine) bytes")
                    .at(self.name)
            }
            if let end {
                self.unread = end + 1..<self.unread.upperBound
                break
            }
            guard try self.fill() else {
                guard !line.isEmpty else { return nil }
                break
            }
        }
        self.lineNumber += 1
        return line
    }

    /// - Returns: whether there was anything to read.
    private mutating func fill() throws(AviaryError) -> Bool {
        while true {
            let count = read(self.descriptor, &self.bytes, self.bytes.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw AviaryError(.notFound, "cannot be read: \(String(cString: strerror(errno)))").at(self.name)
            }
            self.unread = 0..<count
            self.offset += count
            return count > 0
        }
    }
}
