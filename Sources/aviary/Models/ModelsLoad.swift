import ArgumentParser
import AviaryClient
import AviaryCore

/// Makes a server load a model.
struct ModelsLoad: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "Load a model, or bring it up to date with the repository.",
        discussion: """
              aviary models load wine
              aviary models load wine --force --timeout 10m

            The versions that answer now go on until the new ones are ready.
            """
    )

    @Argument(help: "The model's name.", completion: ModelCompletion.names) var model: String
    @Flag(help: "Take versions whose files changed after they were loaded, which is refused otherwise.")
    var force = false
    @Option(
        help: ArgumentHelp("How long it may take (default: 5m).", valueName: "duration"),
        transform: Duration.argument
    )
    var timeout: Duration?
    @OptionGroup var address: ServerAddressFlags
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        try await self.address.withClient(about: self.model, timeout: self.timeout ?? .seconds(300)) { client in
            try await client.load(self.model, force: self.force)
            let entries = try await client.index().filter { $0.name == self.model }
            if self.json {
                try StandardOutput.write(.array(entries.map(\.json)))
            } else {
                let versions = entries.filter { $0.state == .ready }.compactMap(\.version)
                let words = versions.isEmpty ? "" : ", version \(versions.joined(separator: ", "))"
                try StandardOutput.write("Loaded \(self.model.printable)\(words.printable)\n")
            }
        }
    }
}
