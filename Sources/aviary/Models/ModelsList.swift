import ArgumentParser
import AviaryClient
import AviaryCore

/// Which versions there are, and their states.
struct ModelsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the models of the server's repository, with the reason where one does not answer.",
        discussion: """
              aviary models list
              aviary models list --ready
              aviary models list --json | jq -r '.[] | select(.state != "READY") | .name'
            """
    )

    @OptionGroup var address: ServerAddressFlags
    @Flag(help: "Only those that answer.") var ready = false
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        try await self.address.withClient { client in
            let entries = try await client.index(onlyReady: self.ready)
            if self.json {
                try StandardOutput.write(.array(entries.map(\.json)))
            } else if entries.isEmpty {
                try StandardOutput.write("The server has no models\(self.ready ? " that answer" : "").\n")
            } else {
                var table = Table(["MODEL", "VERSION", "STATE", "REASON"])
                for entry in entries {
                    table.add([
                        .init(entry.name), .init(entry.version ?? "-"),
                        .init(entry.state?.rawValue.lowercased() ?? "-", entry.state?.style),
                        .init(entry.reason ?? ""),
                    ])
                }
                try StandardOutput.write(table.text)
            }
        }
    }
}

extension RepositoryEntry.State {
    fileprivate var style: Style {
        switch self {
        case .ready: .good
        case .unavailable: .bad
        case .loading, .unloading, .unknown: .odd
        }
    }
}

extension RepositoryEntry {
    /// The entry as JSON, which scripts find in the same form wherever a command tells how models stand.
    var json: JSONValue {
        [
            "name": .string(self.name), "version": self.version.map { .string($0) } ?? .null,
            "state": self.state.map { .string($0.rawValue) } ?? .null,
            "reason": self.reason.map { .string($0) } ?? .null,
        ]
    }
}
