import ArgumentParser
import AviaryServer

/// The program's command line.
@main
struct Aviary: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "aviary",
        abstract: "Serves machine-learning models behind the Open Inference Protocol.",
        discussion: """
            Start a server, and ask it from another terminal:

              aviary serve --repository Examples/repository
              aviary models list
              aviary models inspect wine
              aviary predict wine --input features=13,2,2.4,19,101,2,2,0.3,2,5,1,3,510
              aviary detect photo.jpg --model yolov3-tiny --out boxed.jpg
              aviary rollout start wine --candidate 2 --watch

            Something does not work? 'aviary doctor --repository DIR' looks, and says what to do.

            Exit codes: 0 all is well, 1 something failed, 64 the command line or a setting is wrong. Results go to \
            standard output, errors to standard error, a line each. Colours are for terminals only; NO_COLOR=1 turns them \
            off.

            Completions: 'aviary --generate-completion-script bash' prints them; zsh and fish have theirs as well. For \
            bash, put this into ~/.bashrc:

              source <(aviary --generate-completion-script bash)

            'aviary --version' tells the version.
            """,
        subcommands: [
            Serve.self, Models.self, Predict.self, Detect.self, Apply.self, Rollouts.self, Alerts.self, Logs.self,
            ReplayCommand.self, Judge.self, Monitors.self, Top.self, Stream.self, Drift.self, ConceptCommand.self,
            ProfileCommand.self, Keys.self, Config.self,
            DoctorCommand.self,
        ]
    )

    /// Runs the command that the command line names.
    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        do {
            // Not an option of the parser's, which would take '--version' away from the commands whose models have some.
            guard arguments != ["--version"] else {
                return try StandardOutput.write("\(AviaryVersion.current)\n")
            }
            var command = try await self.asyncParseAsRoot(arguments)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            Failure.exit(with: error, arguments: arguments)
        }
    }
}
