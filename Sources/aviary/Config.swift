import ArgumentParser
import AviaryServer
import Foundation

/// Shows the settings.
struct Config: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Show the settings that 'serve' would use, and where each comes from.",
        discussion: """
            Takes the flags of 'serve'. A flag wins over an environment variable, that over the configuration file, that \
            over the default; all mistakes are told at once.

              aviary config --port 9000
              AVIARY_LOG_LEVEL=debug aviary config
              aviary config --config production.yaml --json

            A setting has three names: --max-body-size, AVIARY_MAX_BODY_SIZE, and maxBodySize in the file. A dot in the \
            file's name, as in log.level, is a group:

              port: 9000
              log:
                level: debug
            """
    )

    @OptionGroup var server: ServerFlags
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let loaded = try self.server.load(environment: ProcessInfo.processInfo.environment)
        for warning in loaded.warnings { Failure.say("warning: \(warning)") }
        if self.json {
            try StandardOutput.write(loaded.effective().json)
        } else {
            try StandardOutput.write(loaded.effective().table)
        }
    }
}
