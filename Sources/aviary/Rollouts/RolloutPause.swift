import ArgumentParser
import AviaryCore

/// Lets a rollout wait.
struct RolloutPause: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Let a rollout wait: it keeps its weight until it is resumed."
    )

    @OptionGroup var target: RolloutTarget
    @Flag(help: "Print JSON.") var json = false

    func run() async throws { try await self.target.tell("pause", [:], isJSON: self.json) }
}
