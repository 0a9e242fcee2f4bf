import ArgumentParser
import AviaryClient
import AviaryControl
import AviaryCore

/// Lists alerts.
struct AlertList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List alerts: those that are pending or firing, or with --all also those that are over."
    )

    @Option(help: "Only those of this endpoint.", completion: ModelCompletion.names) var endpoint: String?
    @Option(
        help: "Only those of this severity: info, warning or critical.",
        completion: .list(MonitorSpecification.Severity.allCases.map(\.rawValue))
    )
    var severity: String?
    @Option(
        help: "Only those in this state: pending, firing or resolved.",
        completion: .list(Alert.State.allCases.map(\.rawValue))
    )
    var state: String?
    @Flag(help: "Also those that are over, the latest first.") var all = false
    @Option(help: ArgumentHelp("How many at most.", valueName: "n")) var limit = 50
    @OptionGroup var address: ServerAddressFlags
    @Flag(help: "Print JSON.") var json = false

    func validate() throws {
        guard (1...1000).contains(self.limit) else {
            throw ValidationError("--limit is a number of 1 to 1000, got \(self.limit)")
        }
        guard self.state == nil || !self.all else { throw ValidationError("--state and --all exclude each other") }
    }

    func run() async throws {
        try await self.address.withClient { client in
            var call = ControlCall(.get, "alerts")
            call.query = [("state", self.state ?? (self.all ? "all" : "live")), ("limit", "\(self.limit)")]
            if let endpoint { call.query.append(("endpoint", endpoint)) }
            if let severity { call.query.append(("severity", severity)) }
            let reply = try await client.control(call)
            guard !self.json else { return try StandardOutput.write(reply) }
            let alerts = (reply["alerts"]?.elements ?? []).map(AlertView.init)
            guard !alerts.isEmpty else {
                return try StandardOutput.write(self.all ? "There were no alerts\n" : "No alert is pending or firing\n")
            }
            var table = Table(["ID", "SEVERITY", "STATE", "SUBJECT", "SINCE", "SUMMARY"])
            for alert in alerts { table.add(alert.row) }
            try StandardOutput.write(table.text)
        }
    }
}
