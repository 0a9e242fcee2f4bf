import Foundation

/// Questions to the terminal itself.
enum TerminalQuery {
    /// How long a terminal may take to answer, in milliseconds.
    ///
    /// All that are in use answer this question; over a slow
    /// line the answer may be late, and no picture is shown then.
    private static let patience: Int32 = 300

    /// Asks for the primary device attributes: `ESC [ c`.
    ///
    /// - Returns: the answer; empty where no terminal answers.
    static func deviceAttributes() -> [UInt8] {
        let terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard terminal >= 0 else { return [] }
        defer { close(terminal) }
        var before = termios()
        // A program in the background must not touch the terminal: it would be stopped.
        guard tcgetpgrp(terminal) == getpgrp(), tcgetattr(terminal, &before) == 0 else { return [] }
        var raw = before
        raw.c_lflag &= ~tcflag_t(ICANON | ECHO)
        guard tcsetattr(terminal, TCSANOW, &raw) == 0 else { return [] }
        defer { _ = tcsetattr(terminal, TCSANOW, &before) }
        guard write(terminal, "\u{1B}[c", 3) == 3 else { return [] }
        var answer: [UInt8] = []
        while answer.last != UInt8(ascii: "c"), answer.count < 256 {
            var event = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
            var byte: UInt8 = 0
            guard poll(&event, 1, self.patience) == 1, read(terminal, &byte, 1) == 1 else { return [] }
            answer.append(byte)
        }
        return answer
    }
}
