import ArgumentParser
import AviaryServer

/// The program's command line.
@main
struct Aviary: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "aviary",
        abstract: "Serves machine-learning models behind the Open Inference Protocol.",
        version: AviaryVersion.current,
        subcommands: [Serve.self]
    )
}
