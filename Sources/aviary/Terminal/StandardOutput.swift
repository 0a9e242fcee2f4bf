import ArgumentParser
import AviaryCore
import Foundation

/// What commands print.
enum StandardOutput {
    /// Whether a person looks at it.
    static let isTerminal = isatty(STDOUT_FILENO) == 1

    /// Whether it may be coloured: <https://no-color.org>.
    static let isColored: Bool = {
        let environment = ProcessInfo.processInfo.environment
        return Self.isTerminal && environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
    }()

    /// Writes a text at once, so that whoever reads it through a pipe need not wait for more.
    ///
    /// - Parameter text: the text, with its line ends.
    /// - Throws: the exit code of a program whose reader went away, as `head` does, and ``AviaryError`` where there is
    ///   no room for the text.
    static func write(_ text: String) throws {
        try self.write(Array(text.utf8))
    }

    /// Writes bytes at once.
    ///
    /// - Parameter bytes: what a terminal or file takes as it is.
    /// - Throws: as for a text.
    static func write(_ bytes: [UInt8]) throws {
        let failure = bytes.withUnsafeBytes { bytes -> Int32? in
            var rest = bytes
            while let start = rest.baseAddress, !rest.isEmpty {
                let count = Foundation.write(STDOUT_FILENO, start, rest.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return errno }
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
            return nil
        }
        switch failure {
        case nil: return
        case EPIPE?: throw ExitCode(128 + SIGPIPE)
        case let number?:
            throw AviaryError(.internalError, "standard output cannot be written: \(String(cString: strerror(number)))")
        }
    }

    /// Writes JSON in one line.
    ///
    /// - Parameter json: the value.
    /// - Throws: the exit code of a program whose reader went away, and ``AviaryError`` where there is no room.
    static func write(_ json: JSONValue) throws {
        try self.write(String(decoding: json.serialized(), as: UTF8.self) + "\n")
    }
}
