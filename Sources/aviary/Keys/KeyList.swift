import ArgumentParser
import AviaryClient
import AviaryCore

/// Lists keys.
struct KeyList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List keys by their prefixes; nobody can see a key again."
    )

    @OptionGroup var address: ServerAddressFlags
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        try await self.address.withClient { client in
            let reply = try await client.control(ControlCall(.get, "keys"))
            guard !self.json else { return try StandardOutput.write(reply) }
            let keys = (reply["keys"]?.elements ?? []).map(KeyView.init)
            guard !keys.isEmpty else { return try StandardOutput.write("There are no keys\n") }
            var table = Table(["PREFIX", "ROLE", "ENDPOINTS", "CREATED", "EXPIRES", "LAST USED", "NAME"])
            for key in keys { table.add(key.row) }
            try StandardOutput.write(table.text)
        }
    }
}
