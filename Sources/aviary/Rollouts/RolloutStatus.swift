import ArgumentParser
import AviaryClient
import AviaryCore

/// Shows where a rollout is.
struct RolloutStatus: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show where a rollout is, what is known, and how much longer it takes.",
        discussion: """
            With --watch the view is drawn anew as the rollout goes on, until it is over; elsewhere than on a terminal each \
            view comes below the one before, and with --json each is a line. The exit code is 1 when it was aborted.
            """
    )

    @OptionGroup var target: RolloutTarget
    @Flag(name: .shortAndLong, help: "Watch it until it is over.") var watch = false
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        try await self.target.address.withClient { client in
            guard !self.watch else {
                return try await RolloutWatch(client: client, rollout: self.target.rollout, isJSON: self.json).run()
            }
            let reply = try await client.control(ControlCall(.get, "rollouts", self.target.rollout))
            if self.json { try StandardOutput.write(reply) } else { try StandardOutput.write(RolloutView(reply).text) }
        }
    }
}
