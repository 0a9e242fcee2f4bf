import AviaryCore
import Foundation

/// Files of inputs.
enum InputFile {
    /// The largest file that is read, in bytes.
    private static let maximumSize = 1 << 30

    /// Reads a whole file.
    ///
    /// - Parameter path: the file's path; `-` stands for standard input.
    /// - Returns: its bytes.
    /// - Throws: ``AviaryError`` that says why it cannot be read.
    static func read(_ path: String) throws(AviaryError) -> [UInt8] {
        guard path != "-" else {
            if isatty(STDIN_FILENO) == 1 { Failure.say("reading JSON from the terminal, Ctrl-D ends it") }
            return try self.read(descriptor: STDIN_FILENO)
        }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw self.unreadable() }
        defer { close(descriptor) }
        return try self.read(descriptor: descriptor)
    }

    private static func read(descriptor: Int32) throws(AviaryError) -> [UInt8] {
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = Foundation.read(descriptor, &part, part.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw self.unreadable() }
            guard count > 0 else { return bytes }
            bytes.append(contentsOf: part[..<count])
            guard bytes.count <= self.maximumSize else {
                throw AviaryError(.tooLarge, "it is larger than \(ByteSizeText.print(self.maximumSize))")
            }
        }
    }

    /// Says why the last call failed.
    private static func unreadable() -> AviaryError {
        AviaryError(.notFound, "it cannot be read: \(String(cString: strerror(errno)))")
    }
}
