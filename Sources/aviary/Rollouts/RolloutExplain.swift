import ArgumentParser
import AviaryClient
import AviaryCore

/// Tells why a rollout did what it did.
struct RolloutExplain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Tell in sentences why a rollout did what it did, from its evidence."
    )

    @OptionGroup var target: RolloutTarget
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        try await self.target.address.withClient { client in
            let reply = try await client.control(ControlCall(.get, "rollouts", self.target.rollout, "explanation"))
            guard !self.json else { return try StandardOutput.write(reply) }
            try StandardOutput.write(Style.strong((reply["summary"]?.text ?? "").printable) + "\n\n")
            for event in reply["events"]?.elements ?? [] {
                let at = RolloutView.time(event["at"])
                try StandardOutput.write(Style.faint(at) + "  " + (event["sentence"]?.text ?? "").printable + "\n")
            }
        }
    }
}
