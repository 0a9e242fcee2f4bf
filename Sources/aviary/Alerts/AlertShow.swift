import ArgumentParser
import AviaryClient
import AviaryCore

/// Shows one alert.
struct AlertShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show an alert: its evidence, and what happened to it."
    )

    @Argument(help: "The alert's id, such as a12.") var alert: String
    @OptionGroup var address: ServerAddressFlags
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        try await self.address.withClient { client in
            let reply = try await client.control(ControlCall(.get, "alerts", self.alert))
            guard !self.json else { return try StandardOutput.write(reply) }
            try StandardOutput.write(AlertView(reply).text)
        }
    }
}

/// Says that somebody takes care of an alert.
struct AlertAcknowledge: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ack",
        abstract: "Say that you take care of an alert."
    )

    @Argument(help: "The alert's id, such as a12.") var alert: String
    @Option(help: "What others should know.") var comment: String?
    @OptionGroup var address: ServerAddressFlags
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        try await self.address.withClient { client in
            var call = ControlCall(.post, "alerts", self.alert, "ack")
            call.actor = Person.name
            let body: JSONValue = self.comment.map { ["comment": .string($0)] } ?? [:]
            call.body = body.serialized()
            let reply = try await client.control(call)
            guard !self.json else { return try StandardOutput.write(reply) }
            try StandardOutput.write("\(Person.name.printable) takes care of \(AlertView(reply).headline)\n")
        }
    }
}
