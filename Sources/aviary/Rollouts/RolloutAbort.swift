import ArgumentParser
import AviaryCore

/// Takes a candidate out.
struct RolloutAbort: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "abort",
        abstract: "Take the candidate out: all requests go to stable again, at once."
    )

    @OptionGroup var target: RolloutTarget
    @Option(help: "Why, for the log.") var reason: String?
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let body: JSONValue = self.reason.map { ["reason": .string($0)] } ?? [:]
        try await self.target.tell("abort", body, isJSON: self.json)
    }
}
