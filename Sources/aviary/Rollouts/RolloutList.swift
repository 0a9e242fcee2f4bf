import ArgumentParser
import AviaryClient
import AviaryCore

/// Lists rollouts.
struct RolloutList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List rollouts: those that go on, or with --all also those that are over."
    )

    @Option(help: "Only those of this endpoint.", completion: ModelCompletion.names) var endpoint: String?
    @Flag(help: "Also those that are over, the latest first.") var all = false
    @Option(help: ArgumentHelp("How many at most.", valueName: "n")) var limit = 50
    @OptionGroup var address: ServerAddressFlags
    @Flag(help: "Print JSON.") var json = false

    func validate() throws {
        guard (1...1000).contains(self.limit) else {
            throw ValidationError("--limit is a number of 1 to 1000, got \(self.limit)")
        }
    }

    func run() async throws {
        try await self.address.withClient { client in
            var call = ControlCall(.get, "rollouts")
            call.query = [("state", self.all ? "all" : "live"), ("limit", "\(self.limit)")]
            if let endpoint { call.query.append(("endpoint", endpoint)) }
            let reply = try await client.control(call)
            guard !self.json else { return try StandardOutput.write(reply) }
            let rollouts = (reply["rollouts"]?.elements ?? []).map(RolloutView.init)
            guard !rollouts.isEmpty else {
                return try StandardOutput.write(self.all ? "There were no rollouts\n" : "No rollout goes on\n")
            }
            var table = Table(["ID", "ENDPOINT", "CANDIDATE", "STRATEGY", "STATE", "WEIGHT", "STARTED"])
            for rollout in rollouts { table.add(rollout.row) }
            try StandardOutput.write(table.text)
        }
    }
}
