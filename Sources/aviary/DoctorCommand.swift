import ArgumentParser
import AviaryClient
import AviaryCore
import AviaryServer
import Foundation
import Logging

/// Checks whether a server would run.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check the library, the repository and its models, the port, and say what to do.",
        discussion: """
            Takes the flags of 'serve' and tries all that 'serve' would, without serving. The exit code is 1 where \
            something would fail.
            """
    )

    @OptionGroup var server: ServerFlags
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let loaded = try self.server.load(environment: environment)
        // The findings say what the log would.
        let logger = Logger(label: "aviary") { _ in SwiftLogNoOpLogHandler() }
        let doctor = Doctor(loaded.settings, environment: environment, logger: logger, identify: Self.identify)
        let findings = loaded.warnings.map { Finding("settings", .odd, $0) } + (await doctor.examine())
        if self.json {
            try StandardOutput.write(.array(findings.map(\.json)))
        } else {
            for finding in findings { try StandardOutput.write(finding.line) }
        }
        if findings.contains(where: { $0.verdict == .bad }) { throw ExitCode.failure }
    }

    /// Asks who answers at an address.
    @Sendable private static func identify(_ url: String) async -> String? {
        var options = AviaryClient.Options()
        options.timeout = .seconds(1)
        options.retry = .never
        return try? await AviaryClient.withClient(url: url, options: options) { client in
            let server = try await client.serverMetadata()
            return "\(server.name) \(server.version)"
        }
    }
}

extension Finding {
    /// The finding in a line, and what to do about it in another.
    fileprivate var line: String {
        let mark =
            switch self.verdict {
            case .good: Style.good("ok  ")
            case .odd: Style.odd("warn")
            case .bad: Style.bad("fail")
            }
        let remedy = self.remedy.map { "      \(Style.faint("-> \($0)"))\n" } ?? ""
        return "\(mark)  \(self.subject.printable): \(self.detail.printable)\n\(remedy)"
    }
}
