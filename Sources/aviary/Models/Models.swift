import ArgumentParser

/// What a server can serve.
struct Models: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models",
        abstract: "List, inspect, load, unload and import models.",
        discussion: """
              aviary models list
              aviary models inspect wine
              aviary models load wine
              aviary models unload wine
              aviary models import darknet --help

            All but import ask the server at AVIARY_URL, or at http://localhost:8000; --server names another one, which may as well \
            be Triton or KServe.
            """,
        subcommands: [ModelsList.self, ModelsInspect.self, ModelsLoad.self, ModelsUnload.self, ModelsImport.self]
    )
}
