import ArgumentParser

/// What a server can serve.
struct Models: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models",
        abstract: "List, inspect, load and unload the models of a running server.",
        discussion: """
              aviary models list
              aviary models inspect wine
              aviary models load wine
              aviary models unload wine

            They ask the server at AVIARY_URL, or at http://localhost:8000; --server names another one, which may as well \
            be Triton or KServe.
            """,
        subcommands: [ModelsList.self, ModelsInspect.self, ModelsLoad.self, ModelsUnload.self]
    )
}
