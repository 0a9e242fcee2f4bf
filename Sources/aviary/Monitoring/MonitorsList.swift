import ArgumentParser
import AviaryClient
import AviaryCore

/// Lists what the monitors say.
struct MonitorsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List what each monitor says: well, breached, or unknown while too little has come."
    )

    @Option(help: "Only those of this endpoint.", completion: ModelCompletion.names) var endpoint: String?
    @OptionGroup var address: ServerAddressFlags
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        try await self.address.withClient { client in
            var call = ControlCall(.get, "monitors")
            if let endpoint { call.query.append(("endpoint", endpoint)) }
            let reply = try await client.control(call)
            guard !self.json else { return try StandardOutput.write(reply) }
            let findings = (reply["endpoints"]?.elements ?? []).flatMap { $0["findings"]?.elements ?? [] }
            guard !findings.isEmpty else {
                return try StandardOutput.write("Nothing is watched yet: the monitors speak after the first requests\n")
            }
            var table = Table(["ENDPOINT", "MONITOR", "OF", "SEVERITY", "FINDING", "WHY"])
            for finding in findings { table.add(Self.row(finding)) }
            try StandardOutput.write(table.text)
        }
    }

    private static func row(_ finding: JSONValue) -> [Table.Cell] {
        let word = finding["finding"]?.text ?? ""
        let style: Style? =
            switch word {
            case "well": .good
            case "breached": .bad
            default: .faint
            }
        var labels: [String] = []
        if case .object(let members)? = finding["labels"] {
            labels = members.map { "\($0.name)=\($0.value.word ?? "")" }
        }
        return [
            .init(finding["endpoint"]?.text ?? ""), .init(finding["monitor"]?.text ?? ""),
            .init(labels.joined(separator: " ")), .init(finding["severity"]?.text ?? ""), .init(word, style),
            .init(finding["summary"]?.text ?? ""),
        ]
    }
}
