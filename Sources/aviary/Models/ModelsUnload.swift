import ArgumentParser
import AviaryClient

/// Makes a server let a model go.
struct ModelsUnload: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unload",
        abstract: "Unload a model: it takes no more requests, and answers those that it has."
    )

    @Argument(help: "The model's name.") var model: String
    @OptionGroup var address: ServerAddressFlags

    func run() async throws {
        try await self.address.withClient { client in
            try await client.unload(self.model)
            try StandardOutput.write("Unloaded \(self.model.printable)\n")
        }
    }
}
