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
              aviary doctor --repository Examples/repository
              aviary doctor --repository models --port 9000 --json | jq '.[].verdict'

            Takes the flags of 'serve' and tries all that 'serve' would, without serving: every model is loaded and \
            warmed up. Each line is ok, warn or fail, with what to do about it; the exit code is 1 when something fails.
            """
    )

    @OptionGroup var server: ServerFlags
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let loaded = try self.server.load(environment: environment)
        // The findings say what the log would.
        let logger = Logger(label: "aviary") { _ in SwiftLogNoOpLogHandler() }
        let doctor = Doctor(loaded.settings, environment: environment, logger: logger, identify: identifyServer)
        let findings = loaded.warnings.map { Finding("settings", .odd, $0) } + (await doctor.examine())
        if self.json {
            try StandardOutput.write(.array(findings.map(\.json)))
        } else {
            for finding in findings { try StandardOutput.write(finding.line) }
        }
        if findings.contains(where: { $0.verdict == .bad }) { throw ExitCode.failure }
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
