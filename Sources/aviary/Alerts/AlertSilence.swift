import ArgumentParser
import AviaryClient
import AviaryCore
import Foundation

/// Has nobody told of some alerts for a while.
struct AlertSilence: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "silence",
        abstract: "Have nobody told of some alerts for a while.",
        discussion: """
              aviary alerts silence endpoint=fraud --for 2h --comment "maintenance"
              aviary alerts silence monitor=input.missing feature!=age --for 30m

            All matchers have to fit an alert's labels: endpoint, monitor, severity, and what its monitor looks at apart by, \
            such as feature. When the silence ends, what still fires is told. That an alert is over is told also meanwhile, to \
            those who were told that it fires.
            """
    )

    @Argument(help: ArgumentHelp("label=value or label!=value.", valueName: "matcher")) var matchers: [String]
    @Option(name: .customLong("for"), help: ArgumentHelp("How long, such as 30m or 2h.", valueName: "duration"))
    var duration: String
    @Option(help: "Why.") var comment: String?
    @OptionGroup var address: ServerAddressFlags
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        try await self.address.withClient { client in
            var call = ControlCall(.post, "silences")
            call.actor = Person.name
            call.idempotencyKey = UUID().uuidString
            let body: JSONValue = [
                "matchers": .array(self.matchers.map { .string($0) }), "duration": .string(self.duration),
                "comment": .string(self.comment ?? ""),
            ]
            call.body = body.serialized()
            let reply = try await client.control(call)
            guard !self.json else { return try StandardOutput.write(reply) }
            let (id, ends) = (reply["id"]?.text ?? "", RolloutView.time(reply["ends"]))
            try StandardOutput.write(
                "Silence \(id.printable) holds until \(ends.printable); 'aviary alerts unsilence \(id.printable)' ends it\n"
            )
        }
    }
}

/// Ends a silence.
struct AlertUnsilence: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "unsilence", abstract: "End a silence.")

    @Argument(help: "The silence's id.") var silence: String
    @OptionGroup var address: ServerAddressFlags

    func run() async throws {
        try await self.address.withClient { client in
            _ = try await client.control(ControlCall(.delete, "silences", self.silence))
            try StandardOutput.write("Silence \(self.silence.printable) has ended\n")
        }
    }
}

/// Lists silences.
struct AlertSilences: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "silences",
        abstract: "List the silences that hold, or will."
    )

    @OptionGroup var address: ServerAddressFlags
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        try await self.address.withClient { client in
            let reply = try await client.control(ControlCall(.get, "silences"))
            guard !self.json else { return try StandardOutput.write(reply) }
            let silences = reply["silences"]?.elements ?? []
            guard !silences.isEmpty else { return try StandardOutput.write("There are no silences\n") }
            var table = Table(["ID", "FROM", "UNTIL", "BY", "MATCHERS", "COMMENT"])
            for silence in silences {
                let matchers = (silence["matchers"]?.elements ?? []).compactMap(\.text).joined(separator: " ")
                table.add([
                    .init(silence["id"]?.text ?? ""), .init(RolloutView.time(silence["starts"]), .faint),
                    .init(RolloutView.time(silence["ends"])), .init(silence["author"]?.text ?? ""),
                    .init(matchers), .init(silence["comment"]?.text ?? "", .faint),
                ])
            }
            try StandardOutput.write(table.text)
        }
    }
}
