internal import FoundationEssentials
internal import Subprocess
internal import SystemPackage

/// A Python script of the peers that measures something and prints one line of JSON.
struct Script: Sendable {
    /// The file's name.
    let name: String
    let arguments: [String]

    /// Runs the script.
    ///
    /// - Parameters:
    ///   - places: where Python and the script lie.
    ///   - type: what the script prints.
    /// - Returns: what it printed.
    /// - Throws: ``Trouble`` with the script's words where it fails.
    func run<Result: Decodable & Sendable>(in places: Places, as type: Result.Type) async throws -> Result {
        try JSONDecoder().decode(type, from: Data(try await self.run(in: places).utf8))
    }

    /// Runs the script.
    ///
    /// - Parameter places: where Python and the script lie.
    /// - Returns: what it printed.
    /// - Throws: ``Trouble`` with the script's words where it fails.
    func run(in places: Places) async throws -> String {
        let outcome = try await Subprocess.run(
            .path(places.python.appending("bin/python")),
            arguments: Arguments([places.peers.appending(self.name).string] + self.arguments),
            output: .string(limit: 1 << 16),
            error: .string(limit: 1 << 16)
        )
        try Task.checkCancellation()
        guard outcome.terminationStatus.isSuccess else {
            throw Trouble("\(self.name) failed: \(outcome.standardError)")
        }
        return outcome.standardOutput
    }
}
