import ArgumentParser
import AviaryClient
import AviaryCore

/// Lists rows of the prediction log.
struct LogQueryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query",
        abstract: "List rows of the prediction log, the latest first, or show one.",
        discussion: """
              aviary log query --endpoint wine --since 1h --where decision=failed
              aviary log query --where role=candidate --where version=2 --json
              aviary log query 019a7c1e-5f0b-7c44-a4f3-6c1d2b9e8f01
            """
    )

    @Argument(help: "A prediction's name: the row of it alone, with inputs and outputs.") var prediction: String?
    @OptionGroup var filter: LogFilter
    @OptionGroup var times: LogTimes
    @Option(help: ArgumentHelp("How many at most.", valueName: "n")) var limit = 50
    @OptionGroup var address: ServerAddressFlags
    @Flag(help: "Print JSON, a line for each row, with inputs and outputs.") var json = false

    func validate() throws {
        guard self.limit > 0 else { throw ValidationError("--limit is above 0, got \(self.limit)") }
    }

    func run() async throws {
        try await self.address.withClient { client in
            if let prediction {
                return try StandardOutput.write(try await client.control(ControlCall(.get, "log", prediction)))
            }
            var table = Table(LogRowView.heading)
            var count = 0
            try await LogPages(client: client, query: self.filter.query + self.times.query, limit: self.limit).each {
                row in
                count += 1
                if self.json {
                    try StandardOutput.write(row)
                } else {
                    table.add(LogRowView(row).cells)
                }
            }
            guard !self.json else { return }
            try StandardOutput.write(count == 0 ? "No such rows\n" : table.text)
        }
    }
}
