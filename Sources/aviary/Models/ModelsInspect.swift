import ArgumentParser
import AviaryClient
import AviaryCore

/// What a model takes and gives, how it is served, and how it does.
struct ModelsInspect: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Show what a model takes and gives, how it is served, and how it does.",
        discussion: """
              aviary models inspect wine
              aviary models inspect wine --version 2
              aviary models inspect wine --json | jq '.inputs'
            """
    )

    @Argument(help: "The model's name.", completion: ModelCompletion.names) var model: String
    @Option(help: ArgumentHelp("One version of it (default: the one that answers).", valueName: "number"))
    var version: String?
    @OptionGroup var address: ServerAddressFlags
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        try await self.address.withClient(about: self.model) { client in
            let metadata = try await client.modelMetadata(self.model, version: self.version)
            let configuration = try await client.modelConfig(self.model, version: self.version)
            let statistics = try await client.statistics(self.model, version: self.version)
            let inspection = ModelInspection(
                metadata: metadata,
                configuration: try JSONValue(parsing: Array(configuration.utf8).span.bytes),
                statistics: statistics
            )
            if self.json {
                try StandardOutput.write(inspection.json)
            } else {
                try StandardOutput.write(inspection.text)
            }
        }
    }
}
