import ArgumentParser
import AviaryServer
import Foundation

/// Shows the settings.
struct Config: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the settings that 'serve' would use, and where each comes from.",
        discussion: """
            Takes the flags of 'serve'. A flag wins over an environment variable, that over the configuration file, that \
            over the default.
            """
    )

    @OptionGroup var server: ServerFlags
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let loaded = try self.server.load(environment: ProcessInfo.processInfo.environment)
        for warning in loaded.warnings {
            FileHandle.standardError.write(Data("aviary: warning: \(warning)\n".utf8))
        }
        if self.json {
            try StandardOutput.write(loaded.effective().json)
        } else {
            try StandardOutput.write(loaded.effective().table)
        }
    }
}
