import ArgumentParser
import AviaryClient
import AviaryCore

/// Shows how versions that get copies compare with stable.
struct RolloutCompare: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Show how versions that get copies of requests compare with stable, and where they disagree."
    )

    @Argument(help: "The endpoint: what clients call.", completion: ModelCompletion.names) var endpoint: String
    @Option(help: ArgumentHelp("How many disagreements are shown.", valueName: "n")) var limit = 5
    @OptionGroup var address: ServerAddressFlags
    @Flag(help: "Print JSON, with all that is kept.") var json = false

    func validate() throws {
        guard self.limit >= 0 else { throw ValidationError("--limit is not negative, got \(self.limit)") }
    }

    func run() async throws {
        try await self.address.withClient(about: self.endpoint) { client in
            let reply = try await client.control(ControlCall(.get, "endpoints", self.endpoint, "comparisons"))
            guard !self.json else { return try StandardOutput.write(reply) }
            let comparisons = reply["comparisons"]?.elements ?? []
            guard !comparisons.isEmpty else {
                return try StandardOutput.write("No version of \(self.endpoint.printable) has had copies of requests\n")
            }
            for entry in comparisons { try StandardOutput.write(self.words(for: entry)) }
        }
    }

    private func words(for entry: JSONValue) -> String {
        let comparison = entry["comparison"] ?? .null
        func count(_ name: String) -> Int { Int(comparison[name]?.number ?? 0) }
        var text =
            "version \(entry["version"]?.word ?? ""): \(count("compared")) copies compared, "
            + "\(count("disagreed")) disagree, \(count("failed")) failed"
        let ends = (comparison["interval"]?.elements ?? []).compactMap(\.number)
        if let rate = comparison["rate"]?.number, ends.count == 2 {
            text += "; rate \(Self.percent(rate)), surely from \(Self.percent(ends[0])) to \(Self.percent(ends[1]))"
        }
        let samples = (comparison["samples"]?.elements ?? []).prefix(self.limit).map { sample in
            "  " + Style.faint((sample["prediction_id"]?.text ?? "").printable) + "  "
                + (sample["difference"]?.text ?? "").printable + "\n"
        }
        return text + "\n" + samples.joined()
    }

    private static func percent(_ share: Double) -> String { "\((share * 10_000).rounded() / 100) %" }
}
