import ArgumentParser
import AviaryServer

/// The program's command line.
@main
struct Aviary: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "aviary",
        abstract: "Serves machine-learning models behind the Open Inference Protocol.",
        discussion: """
            Start a server and ask it:

              aviary serve --repository Examples/repository
              aviary models list
              aviary predict digits --input features=@digit.json

            Exit codes: 0 when all is well, 1 when something failed, 64 when the command line is wrong.
            Completions for your shell: aviary --generate-completion-script bash, zsh or fish.
            """,
        version: AviaryVersion.current,
        subcommands: [Serve.self, Models.self, Predict.self, Config.self, DoctorCommand.self]
    )
}
