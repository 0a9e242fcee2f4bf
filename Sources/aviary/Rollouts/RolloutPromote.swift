import ArgumentParser
import AviaryCore

/// Brings a rollout further than it would go by itself.
struct RolloutPromote: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "promote",
        abstract: "Take a rollout to its next step, or, with --full, to its end.",
        discussion: "The verdict of the step that is left does not matter any more; the log says who decided so."
    )

    @OptionGroup var target: RolloutTarget
    @Flag(help: "Make the candidate stable now.") var full = false
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        try await self.target.tell("promote", ["fully": .bool(self.full)], isJSON: self.json)
    }
}
