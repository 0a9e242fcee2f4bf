import ArgumentParser
import AviaryClient
import AviaryCore

/// Shows what an endpoint's requests were like.
struct MonitorsShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show what the requests to an endpoint were like, measure by measure.",
        discussion: """
              aviary monitors show wine
              aviary monitors show wine --window 1h --segment country:DE

            Numbers go by a fair sample of the requests; how many are looked at stands above the table. The last rows say how \
            the version's queue is now: who waits, who runs together, and who was refused, for a minute back.
            """
    )

    @Argument(help: "The endpoint.", completion: ModelCompletion.names) var endpoint: String
    @Option(help: ArgumentHelp("How far back, at most 6h (default: 5m).", valueName: "time")) var window: String?
    @Option(help: ArgumentHelp("Only requests with this value of a parameter.", valueName: "parameter:value"))
    var segment: String?
    @OptionGroup var address: ServerAddressFlags
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        try await self.address.withClient { client in
            var call = ControlCall(.get, "measures")
            call.query = [("endpoint", self.endpoint)]
            if let window { call.query.append(("window", window)) }
            if let segment { call.query.append(("segment", segment)) }
            let reply = try await client.control(call)
            guard !self.json else { return try StandardOutput.write(reply) }
            let versions = reply["versions"]?.elements ?? []
            guard !versions.isEmpty else {
                return try StandardOutput.write("No request to '\(self.endpoint)' has been seen\n")
            }
            for version in versions { try StandardOutput.write(Self.text(version)) }
        }
    }

    private static func text(_ version: JSONValue) -> String {
        let seen = version["seen"]
        let head =
            "\(version["endpoint"]?.text ?? "") version \(version["version"]?.text ?? ""), the last "
            + "\(version["window"]?.text ?? ""): \(MeasureText.number(seen?["requests"]?.number)) requests, "
            + "\(seen?["sampled"]?.word ?? "0") looked at\n"
        var table = Table(["MEASURE", "OF", "UNIT", "COUNT", "MISSING", "MEAN", "P50", "P90", "P99"])
        for measure in seen?["measures"]?.elements ?? [] {
            let mean = measure["mean"] ?? measure["share"]
            var cells: [Table.Cell] = [
                .init(measure["measure"]?.text ?? ""), .init(measure["feature"]?.text ?? ""),
                .init(measure["unit"]?.text ?? ""), .init(measure["count"]?.word ?? "", alignment: .right),
                .init(measure["missing"]?.word ?? "", alignment: .right),
            ]
            if let categories = measure["categories"]?.elements {
                let words = categories.prefix(4).map { category in
                    "\(category["category"]?.text ?? "") \(MeasureText.share(category["share"]?.number))"
                }
                cells.append(.init(words.joined(separator: ", ")))
            } else {
                for value in [mean, measure["p50"], measure["p90"], measure["p99"]] {
                    cells.append(.init(MeasureText.number(value?.number), alignment: .right))
                }
            }
            table.add(cells)
        }
        for gauge in version["now"]?.elements ?? [] {
            table.add([
                .init(gauge["measure"]?.text ?? ""), .init(""), .init(gauge["unit"]?.text ?? ""), .init(""), .init(""),
                .init(MeasureText.number(gauge["value"]?.number), alignment: .right),
            ])
        }
        return Style.strong(head) + table.text + "\n"
    }
}

/// Numbers of measures as people read them.
enum MeasureText {
    /// A number with four digits that count; nothing for none.
    static func number(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "" }
        guard value != 0 else { return "0" }
        guard (1e-4..<1e9).contains(value.magnitude) else {
            let parts = "\(value)".split(separator: "e")
            guard parts.count == 2, let mantissa = Double(parts[0]) else { return "\(value)" }
            return "\(Self.whole((mantissa * 1000).rounded() / 1000))e\(parts[1])"
        }
        var scale = 1.0
        while value.magnitude * scale < 1000, scale < 1e7 { scale *= 10 }
        return Self.whole((value * scale).rounded() / scale)
    }

    /// A number below 10^15, without a fraction where it has none.
    private static func whole(_ value: Double) -> String { value == value.rounded() ? "\(Int(value))" : "\(value)" }

    /// A share in per cent.
    static func share(_ value: Double?) -> String { value.map { "\(Self.number(($0 * 1000).rounded() / 10)) %" } ?? "" }
}
