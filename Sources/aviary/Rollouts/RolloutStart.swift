import ArgumentParser
import AviaryClient
import AviaryControl
import AviaryCore
import Foundation

/// Begins a rollout.
struct RolloutStart: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start",
        abstract: "Begin to bring a version in.",
        discussion: """
              aviary rollout start wine --candidate 2
              aviary rollout start wine --candidate 2 --strategy canary --min-requests 2000 --watch
              aviary rollout start wine --candidate 2 --strategy blue-green

            The candidate is loaded, warmed up and held against stable first; one that does not fit is refused at once. For \
            steps, metrics and margins of your own write a manifest, and 'aviary apply' it.
            """
    )

    @Argument(help: "The endpoint: what clients call.", completion: ModelCompletion.names) var endpoint: String
    @Option(help: ArgumentHelp("The version that is to take stable's place.", valueName: "version"))
    var candidate: String
    @Option(
        help: ArgumentHelp(
            "\(Strategy.allCases.map(\.rawValue).joined(separator: ", ")) (default: progressive).",
            valueName: "strategy"
        ),
        completion: .list(Strategy.allCases.map(\.rawValue))
    )
    var strategy: String?
    @Option(help: "With what probability a good candidate may be failed (default: 0.05).") var alpha: Double?
    @Option(help: ArgumentHelp("How many of its requests the candidate needs to pass a step.", valueName: "n"))
    var minRequests: Int?
    @Option(
        help: ArgumentHelp("How long an analysis goes on without a verdict (default: 2h).", valueName: "duration")
    )
    var maxTime: String?
    @Option(
        help: ArgumentHelp(
            "What an analysis without a verdict brings about: pause, abort or promote (default: pause).",
            valueName: "what"
        ),
        completion: .list(RolloutPlan.Inconclusive.allCases.map(\.rawValue))
    )
    var onInconclusive: String?
    @Flag(help: "Watch what becomes of it.") var watch = false
    @Flag(help: "Print JSON.") var json = false
    @OptionGroup var address: ServerAddressFlags

    func run() async throws {
        try await self.address.withClient(about: self.endpoint, timeout: .seconds(300)) { client in
            var call = ControlCall(.post, "rollouts")
            call.body = self.body.serialized()
            call.actor = Person.name
            call.idempotencyKey = UUID().uuidString
            let reply = try await client.control(call)
            let view = RolloutView(reply)
            if self.watch {
                try await RolloutWatch(client: client, rollout: view.id, isJSON: self.json).run()
            } else if self.json {
                try StandardOutput.write(reply)
            } else {
                try StandardOutput.write(
                    view.headline + "\nWatch it with 'aviary rollout status \(view.endpoint.printable) --watch'\n"
                )
            }
        }
    }

    private var body: JSONValue {
        var members: [JSONValue.Member] = [
            .init("endpoint", .string(self.endpoint)), .init("candidate", .string(self.candidate)),
        ]
        if let strategy { members.append(.init("strategy", .string(strategy))) }
        var analysis: [JSONValue.Member] = []
        if let alpha { analysis.append(.init("alpha", .number("\(alpha)"))) }
        if let minRequests { analysis.append(.init("min", .integer(minRequests))) }
        if let maxTime { analysis.append(.init("max", .string(maxTime))) }
        if !analysis.isEmpty { members.append(.init("analysis", .object(analysis))) }
        if let onInconclusive { members.append(.init("onInconclusive", .string(onInconclusive))) }
        return .object(members)
    }
}
