import FoundationEssentials

/// Runs a test with a file of its own.
func withTemporaryFile(_ text: String, _ body: (_ path: String) throws -> Void) throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "aviary-\(UUID().uuidString).yaml")
    try Data(text.utf8).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    try body(url.path)
}
