internal import Glibc

/// The standard error stream, without a buffer.
package enum StandardError {
    /// Whether a terminal shows it.
    package static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Writes bytes with one call, so that lines of several threads and processes do not mix.
    ///
    /// What the system does not take at once is written after it; what it refuses is dropped, because a log that cannot
    /// be written must not stop the server.
    ///
    /// - Parameter bytes: one whole line.
    package static func write(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let count = Glibc.write(STDERR_FILENO, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return }
                rest = rest.dropFirst(count)
            }
        }
    }
}
