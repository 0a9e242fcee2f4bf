import ArgumentParser
import AviaryClient
import AviaryCore

/// Follows the prediction log.
struct LogTail: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tail",
        abstract: "Follow the prediction log as it is written, until Ctrl-C."
    )

    @OptionGroup var filter: LogFilter
    @Option(
        name: [.customShort("n"), .long],
        help: ArgumentHelp("How many of the latest rows come first.", valueName: "n")
    )
    var lines = 10
    @OptionGroup var address: ServerAddressFlags
    @Flag(help: "Print JSON, a line for each row.") var json = false

    func validate() throws {
        guard (0...1000).contains(self.lines) else {
            throw ValidationError("--lines is a number of 0 to 1000, got \(self.lines)")
        }
    }

    func run() async throws {
        try await self.address.withClient { client in
            var call = ControlCall(.get, "log")
            call.query = self.filter.query + [("limit", "\(self.lines)")]
            try await client.follow(call) { _, row in
                if self.json {
                    try StandardOutput.write(row)
                } else {
                    try StandardOutput.write(LogRowView(row).line)
                }
                return true
            }
            throw ClientError(
                .connectionLost,
                "the server has ended the log",
                remedy: "follow it again when it is back"
            )
        }
    }
}
