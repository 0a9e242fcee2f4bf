import ArgumentParser
import AviaryClient
import AviaryCore

/// Gives a key a new secret.
struct KeyRotate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Give a key a new secret; it is shown once, on standard output."
    )

    @Argument(help: ArgumentHelp("The key's prefix, as 'aviary keys list' shows it.", valueName: "prefix")) var key:
        String
    @Option(
        help: ArgumentHelp("How long the old secret holds as well, at most 30d.", valueName: "duration")
    )
    var grace = "0s"
    @OptionGroup var address: ServerAddressFlags
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        try await self.address.withClient { client in
            var call = ControlCall(.post, "keys", self.key, "rotate")
            call.actor = Person.name
            let body: JSONValue = ["grace": .string(self.grace)]
            call.body = body.serialized()
            let reply = try await client.control(call)
            guard !self.json else { return try StandardOutput.write(reply) }
            let view = KeyView(reply)
            Failure.say("\(view.summary); the new one is shown this once, so keep it")
            try StandardOutput.write(view.secret.printable + "\n")
        }
    }
}

/// Ends a key.
struct KeyRevoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "End a key at once, also for whoever is connected."
    )

    @Argument(help: ArgumentHelp("The key's prefix, as 'aviary keys list' shows it.", valueName: "prefix")) var key:
        String
    @OptionGroup var address: ServerAddressFlags

    func run() async throws {
        try await self.address.withClient { client in
            var call = ControlCall(.delete, "keys", self.key)
            call.actor = Person.name
            _ = try await client.control(call)
            try StandardOutput.write("Key \(self.key.printable) holds no more\n")
        }
    }
}
