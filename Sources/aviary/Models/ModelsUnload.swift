import ArgumentParser
import AviaryClient
import AviaryCore

/// Makes a server let a model go.
struct ModelsUnload: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unload",
        abstract: "Unload a model: it takes no more requests, and answers those that it has.",
        discussion: """
              aviary models unload wine

            'aviary models load' brings it back.
            """
    )

    @Argument(help: "The model's name.", completion: ModelCompletion.names) var model: String
    @OptionGroup var address: ServerAddressFlags
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        try await self.address.withClient(about: self.model) { client in
            try await client.unload(self.model)
            if self.json {
                let entries = try await client.index().filter { $0.name == self.model }
                try StandardOutput.write(.array(entries.map(\.json)))
            } else {
                try StandardOutput.write("Unloaded \(self.model.printable)\n")
            }
        }
    }
}
