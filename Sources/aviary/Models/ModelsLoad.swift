import ArgumentParser
import AviaryClient

/// Makes a server load a model.
struct ModelsLoad: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "Load a model, or bring it up to date with the repository.",
        discussion: "The versions that answer now go on until the new ones are ready."
    )

    @Argument(help: "The model's name.") var model: String
    @Flag(help: "Take versions whose files changed after they were loaded, which is refused otherwise.")
    var force = false
    @Option(help: ArgumentHelp("How long it may take, such as 90s.", valueName: "duration"))
    var timeout: DurationArgument = DurationArgument(.seconds(300))
    @OptionGroup var address: ServerAddressFlags

    func run() async throws {
        try await self.address.withClient(timeout: self.timeout.value) { client in
            try await client.load(self.model, force: self.force)
            let versions = try await client.modelMetadata(self.model).versions
            try StandardOutput.write("Loaded \(self.model.printable), version \(versions.joined(separator: ", "))\n")
        }
    }
}
