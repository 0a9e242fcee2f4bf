import ArgumentParser
import AviaryClient
import AviaryCore

/// Shows all endpoints at once, again and again.
struct Top: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "top",
        abstract: "Watch all endpoints: requests, latency, errors, queues, confidence, and what the monitors find.",
        discussion: """
            Draws anew until Ctrl-C; elsewhere than on a terminal, and with --once, it prints one view. Numbers go by the \
            last minute, but for the queue: so many requests wait now. BATCH is how many ran together, DROPS/S how many \
            were refused a second because too many waited.
            """
    )

    @Option(help: ArgumentHelp("How often it is drawn.", valueName: "time"), transform: Duration.argument)
    var interval: Duration = .seconds(2)
    @Flag(help: "Print one view and end.") var once = false
    @OptionGroup var address: ServerAddressFlags

    func run() async throws {
        try await self.address.withClient { client in
            let isLive = StandardOutput.isTerminal && !self.once
            var isFirst = true
            while true {
                let view = try await Self.view(client)
                guard isLive else { return try StandardOutput.write(view) }
                // From the screen's corner; what is left of the view before is cleared behind each line and below the last.
                let lines = view.split(separator: "\n", omittingEmptySubsequences: false)
                let start = isFirst ? "\u{1B}[2J" : ""
                try StandardOutput.write(start + "\u{1B}[H" + lines.joined(separator: "\u{1B}[K\n") + "\u{1B}[J")
                isFirst = false
                try await Task.sleep(for: self.interval)
            }
        }
    }

    private static func view(_ client: AviaryClient) async throws -> String {
        var call = ControlCall(.get, "measures")
        call.query = [("window", "1m")]
        let measures = try await client.control(call)["versions"]?.elements ?? []
        let monitors = try await client.control(ControlCall(.get, "monitors"))["endpoints"]?.elements ?? []
        let findings = monitors.flatMap { $0["findings"]?.elements ?? [] }
        var table = Table([
            "ENDPOINT", "VERSION", "REQ/S", "ERRORS", "P50", "P99", "QUEUE", "BATCH", "DROPS/S", "CONFIDENCE", "EMPTY",
            "MONITORS",
        ])
        for version in measures {
            let name = version["endpoint"]?.text
            table.add(Self.row(version, findings.filter { $0["endpoint"]?.text == name }))
        }
        let breached = findings.filter { $0["finding"]?.text == "breached" }
        var text = Style.strong("aviary top") + ", the last minute\n\n" + table.text
        if measures.isEmpty { text += "No request has been seen\n" }
        if !breached.isEmpty { text += "\n" }
        for finding in breached {
            let head = "\(finding["severity"]?.text ?? "") \(finding["id"]?.text ?? "")"
            text += Style.bad(head.printable) + ": " + (finding["summary"]?.text ?? "").printable + "\n"
        }
        return text
    }

    private static func row(_ version: JSONValue, _ findings: [JSONValue]) -> [Table.Cell] {
        let measures = version["seen"]?["measures"]?.elements ?? []
        func value(_ measure: String, _ statistic: String) -> Double? {
            measures.first { $0["measure"]?.text == measure }?[statistic]?.number
        }
        func milliseconds(_ statistic: String) -> String {
            value("system.latency", statistic).map { "\(MeasureText.number($0 * 1000)) ms" } ?? ""
        }
        func gauge(_ measure: String) -> Double? {
            version["now"]?.elements?.first { $0["measure"]?.text == measure }?["value"]?.number
        }
        let errors = value("system.errors", "share")
        let (queue, drops) = (gauge("system.queue"), gauge("system.drops"))
        let breached = findings.count { $0["finding"]?.text == "breached" }
        let state: Table.Cell =
            breached > 0
            ? .init("\(breached) breached", .bad) : .init(findings.isEmpty ? "" : "well", .good)
        return [
            .init(version["endpoint"]?.text ?? ""), .init(version["version"]?.text ?? "", alignment: .right),
            .init(MeasureText.number(version["seen"]?["requests_per_second"]?.number), alignment: .right),
            .init(MeasureText.share(errors), (errors ?? 0) > 0 ? .odd : nil, alignment: .right),
            .init(milliseconds("p50"), alignment: .right), .init(milliseconds("p99"), alignment: .right),
            .init(MeasureText.number(queue), alignment: .right),
            .init(MeasureText.number(gauge("system.batch")), alignment: .right),
            .init(MeasureText.number(drops), (drops ?? 0) > 0 ? .odd : nil, alignment: .right),
            .init(MeasureText.number(value("prediction.confidence", "mean")), alignment: .right),
            .init(MeasureText.share(value("prediction.empty", "share")), alignment: .right), state,
        ]
    }
}
