import ArgumentParser
import AviaryServer
import Foundation
import Logging

/// Serves the models of a repository.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve the models of a repository over HTTP.",
        discussion: """
            Prints one line with the address when it is ready, and serves until it gets SIGTERM or SIGINT; then it takes no \
            new connections and answers what it has accepted.
            """
    )

    @OptionGroup var server: ServerFlags

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let loaded = try self.server.load(environment: environment, requiresRepository: true)
        let settings = loaded.settings
        LogBootstrap.bootstrap(format: settings.logFormat, level: settings.logLevel)
        let logger = Logger(label: "aviary")
        for warning in loaded.warnings { logger.warning("\(warning)") }
        try await reporting {
            try await Server(settings, environment: environment, logger: logger).run { address in
                // Written at once: whoever waits for the line may read it through a pipe, which `print` would hold back.
                let line = "Aviary serves \(settings.repository ?? "") on \(address)\n"
                FileHandle.standardOutput.write(Data(line.utf8))
            }
        }
    }
}
