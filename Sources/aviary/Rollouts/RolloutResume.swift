import ArgumentParser
import AviaryCore

/// Lets a rollout go on.
struct RolloutResume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Let a rollout go on that waits, or approve it."
    )

    @OptionGroup var target: RolloutTarget
    @Flag(help: "Print JSON.") var json = false

    func run() async throws { try await self.target.tell("resume", [:], isJSON: self.json) }
}
