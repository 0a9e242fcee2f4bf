import ArgumentParser

/// What a server can serve.
struct Models: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List, inspect, load and unload the models of a running server.",
        subcommands: [ModelsList.self, ModelsInspect.self, ModelsLoad.self, ModelsUnload.self]
    )
}
