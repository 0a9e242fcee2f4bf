internal import FoundationEssentials
internal import SystemPackage

/// The file that keeps one line of JSON for every run.
struct Journal: Sendable {
    /// One run, as it is kept.
    struct Entry: Encodable {
        let scenario: String
        let line: String
        let round: Int
        /// What was measured by name, in the unit that the name ends in.
        let measures: [String: Double]
        var at = Date.now.ISO8601Format()
    }

    /// Where the lines go.
    let path: FilePath

    /// Begins a file that is named after the time.
    ///
    /// - Parameter directory: takes the file, and is made where it is missing.
    /// - Throws: the system's error.
    init(in directory: FilePath) throws {
        try FileManager.default.createDirectory(atPath: directory.string, withIntermediateDirectories: true)
        let time = Date.now.ISO8601Format().replacing(":", with: "-")
        self.path = directory.appending("\(time).jsonl")
    }

    /// Keeps one run.
    ///
    /// - Parameter entry: what was measured.
    /// - Throws: the system's error.
    func add(_ entry: Entry) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let line = try encoder.encode(entry) + Data("\n".utf8)
        let file = try FileDescriptor.open(
            self.path,
            .writeOnly,
            options: [.create, .append],
            permissions: [.ownerReadWrite, .groupRead, .otherRead]
        )
        _ = try file.closeAfter { try file.writeAll(line) }
    }
}
