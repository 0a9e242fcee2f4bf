import Foundation

/// How large the terminal is.
enum TerminalSize {
    /// The width in characters; 80 where there is no terminal.
    static var columns: Int { self.window.flatMap { $0.ws_col > 0 ? Int($0.ws_col) : nil } ?? 80 }

    /// The width in pixels; a guess of 8 for a character where the terminal does not say.
    static var pixelWidth: Int {
        self.window.flatMap { $0.ws_xpixel > 0 ? Int($0.ws_xpixel) : nil } ?? self.columns * 8
    }

    private static var window: winsize? {
        for descriptor in [STDOUT_FILENO, STDERR_FILENO] {
            var size = winsize()
            if ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 { return size }
        }
        return nil
    }
}
