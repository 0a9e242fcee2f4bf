import ArgumentParser
import AviaryClient
import AviaryCore

/// Shows what happened to a rollout.
struct RolloutHistory: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Show all that happened to a rollout: what, when, and by whom."
    )

    @OptionGroup var target: RolloutTarget
    @Flag(help: "Print JSON, a line for each entry of the log.") var json = false

    func run() async throws {
        try await self.target.address.withClient { client in
            let rollout = try await client.control(ControlCall(.get, "rollouts", self.target.rollout))
            var table = Table(["AT", "BY", "WHAT"])
            var next: String? = "0"
            while let after = next {
                var call = ControlCall(.get, "events")
                call.query = [("rollout", RolloutView(rollout).id), ("after", after), ("limit", "1000")]
                let page = try await client.control(call)
                for event in page["events"]?.elements ?? [] {
                    if self.json { try StandardOutput.write(event) }
                    let at = RolloutView.time(event["at"])
                    table.add([
                        .init(at, .faint), .init(event["actor"]?.text ?? ""), .init(event["text"]?.text ?? ""),
                    ])
                }
                next = page["next"]?.numberText
            }
            if !self.json { try StandardOutput.write(table.text) }
        }
    }
}
