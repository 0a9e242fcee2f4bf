import ArgumentParser
import AviaryClient
import AviaryControl
import AviaryCore
import AviaryServer

/// Makes a key.
struct KeyCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make a key; it is shown once, on standard output.",
        discussion: """
            With --database it is written into the file that keeps a server's state, which is how the first key comes to be: \
            no server may run on it then. Without, a running server is asked, which needs the key of an admin.
            """
    )

    @Option(
        help: ArgumentHelp("predict, review, operate or admin.", valueName: "role"),
        completion: .list(AviaryControl.Role.allCases.map(\.rawValue))
    )
    var role: String
    @Option(
        name: .customLong("endpoint"),
        help: ArgumentHelp("An endpoint that it is for; may be repeated (default: all).", valueName: "name"),
        completion: ModelCompletion.names
    )
    var endpoints: [String] = []
    @Option(help: ArgumentHelp("How long it holds, such as 90d (default: until it is revoked).", valueName: "duration"))
    var expires: String?
    @Option(help: ArgumentHelp("What people call it.", valueName: "name")) var name: String?
    @Option(
        help: ArgumentHelp("Write into this file, which no server uses now, instead of asking one.", valueName: "file"),
        completion: .file()
    )
    var database: String?
    @OptionGroup var address: ServerAddressFlags
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        if let database { return try await self.create(in: database) }
        try await self.address.withClient { client in
            var call = ControlCall(.post, "keys")
            call.actor = Person.name
            call.body = self.body.serialized()
            try self.show(try await client.control(call))
        }
    }

    private var body: JSONValue {
        var members: [JSONValue.Member] = [.init("role", .string(self.role))]
        if !self.endpoints.isEmpty {
            members.append(.init("endpoints", .array(self.endpoints.map { .string($0) })))
        }
        if let expires { members.append(.init("expires", .string(expires))) }
        if let name { members.append(.init("name", .string(name))) }
        return .object(members)
    }

    private func create(in database: String) async throws {
        try self.show(try await OfflineKeys.create(self.body, in: database))
    }

    private func show(_ reply: JSONValue) throws {
        guard !self.json else { return try StandardOutput.write(reply) }
        let view = KeyView(reply)
        Failure.say("\(view.summary); it is shown this once, so keep it")
        try StandardOutput.write(view.secret.printable + "\n")
    }
}
