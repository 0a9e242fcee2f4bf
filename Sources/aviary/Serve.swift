import ArgumentParser
import AviaryCore
import AviaryServer
import Foundation
import Logging

/// Serves the models of a repository.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve the models of a repository over HTTP.",
        discussion: """
              aviary serve --repository Examples/repository
              aviary serve --repository models --port 9000 --watch
              AVIARY_REPOSITORY=models aviary serve --log-format json

            Prints one line with the address when it is ready, and serves until it gets SIGTERM or SIGINT; then it takes no \
            new connections and answers what it has accepted. The page at /docs describes the interface.

            Each flag may as well be an environment variable (--max-body-size is AVIARY_MAX_BODY_SIZE) or a key of the \
            configuration file (maxBodySize); 'aviary config' shows what is in force.
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
        let doctor = Doctor(settings, environment: environment, logger: logger, identify: identifyServer)
        // Said before the models are loaded, which may take long.
        try Serve.demand(await doctor.port())
        do {
            try await Server(settings, environment: environment, logger: logger).run { address in
                // A reader that has gone is no reason to stop serving.
                try? StandardOutput.write("Aviary serves \(settings.repository ?? "") on \(address)\n")
            }
        } catch let error where !(error is AviaryError) {
            // Another program may have taken the port meanwhile. What the system says of that is for those who know its
            // calls; the doctor has words for all.
            try Serve.demand(await doctor.port())
            throw error
        }
    }

    private static func demand(_ port: Finding) throws(AviaryError) {
        guard port.verdict == .bad else { return }
        throw AviaryError(.unavailable, "\(port.subject) is \(port.detail)", remedy: port.remedy)
    }
}
