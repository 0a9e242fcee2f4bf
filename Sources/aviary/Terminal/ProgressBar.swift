import Foundation

/// A line on standard error that tells how far a command is; nothing where no person looks at it.
struct ProgressBar {
    private static let width = 24
    private let count: Int
    private let isShown: Bool
    private var shown = ""

    /// Makes a bar that is not shown yet.
    ///
    /// - Parameter count: how many steps there are; one step needs no bar.
    init(count: Int) {
        self.count = count
        self.isShown = count > 1 && isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    }

    /// Shows the bar.
    ///
    /// - Parameters:
    ///   - done: how many steps are done.
    ///   - name: what is done now.
    mutating func show(_ done: Int, _ name: String) {
        guard self.isShown else { return }
        let name = String(name.printable.suffix(max(8, TerminalSize.columns - Self.width - 20)))
        let text = "\r\(Self.text(done, of: self.count)) \(name)\u{1B}[K"
        // A large file is read in thousands of steps, and the terminal may be far away.
        guard text != self.shown else { return }
        self.shown = text
        self.write(text)
    }

    /// Takes the bar away.
    mutating func clear() {
        guard self.isShown else { return }
        self.write("\r\u{1B}[K")
    }

    /// The bar itself.
    static func text(_ done: Int, of count: Int) -> String {
        let full = count > 0 ? done * self.width / count : self.width
        let bar = String(repeating: "█", count: full) + String(repeating: "░", count: self.width - full)
        return "\(bar) \(done)/\(count)"
    }

    private func write(_ text: String) { try? FileHandle.standardError.write(contentsOf: Data(text.utf8)) }
}
