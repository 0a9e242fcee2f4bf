import AviaryTesting
import Foundation

/// A text file of the repository.
struct TextFile {
    /// Its path from the repository's root on.
    let path: String
    let lines: [Substring]

    /// Reads all files below some folders, but none that a link leads to.
    ///
    /// - Parameters:
    ///   - folders: paths from the repository's root on.
    ///   - suffixes: how their names end.
    /// - Returns: the files, in the order of their paths.
    /// - Throws: when a file cannot be read.
    static func all(in folders: [String], suffixes: [String]) throws -> [TextFile] {
        try folders.flatMap { folder in
            let root = Checkout.root.appending(path: folder)
            let paths = FileManager.default.enumerator(atPath: root.path())?.compactMap { $0 as? String } ?? []
            return try paths.sorted().filter { path in suffixes.contains { path.hasSuffix($0) } }
                .map { try TextFile("\(folder)/\($0)") }
        }
    }

    /// Reads a file.
    ///
    /// - Parameter path: its path from the repository's root on.
    /// - Throws: when it cannot be read.
    init(_ path: String) throws {
        self.path = path
        self.lines = try String(contentsOf: Checkout.root.appending(path: path), encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// Looks for a pattern in each line.
    ///
    /// - Parameter pattern: what is looked for.
    /// - Returns: path and number of the lines that hold it.
    func places(of pattern: some RegexComponent) -> [String] {
        self.lines.enumerated().compactMap { number, line in
            line.contains(pattern) ? "\(self.path):\(number + 1)" : nil
        }
    }
}
