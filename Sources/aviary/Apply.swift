import ArgumentParser
import AviaryClient
import AviaryCore
import AviaryStore

/// Makes a server what a manifest says that it should be.
struct Apply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Make endpoints what a manifest says that they should be.",
        discussion: """
              aviary apply -f aviary.yaml --dry-run
              aviary apply -f aviary.yaml
              cat *.yaml | aviary apply -f -

            A manifest is YAML with one or more documents of kind Endpoint or Notifier. Applying it again changes nothing. \
            --dry-run shows what would change, and whether the server would take it. A file with one mistake changes \
            nothing; each mistake is told with its line.
            """
    )

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The manifest; - is standard input.", valueName: "path"),
        completion: .file(extensions: ["yaml", "yml", "json"])
    )
    var file: String
    @Flag(help: "Only show what would change.") var dryRun = false
    @OptionGroup var address: ServerAddressFlags
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let manifest = ManifestFile(self.file)
        let (name, text) = (manifest.name, try manifest.text())
        // What is wrong with the file is told without a server.
        _ = try ManifestText.parse(text, file: name)
        try await self.address.withClient(timeout: .seconds(300)) { client in
            var call = ControlCall(.post, "apply")
            call.query = [("dryRun", "\(self.dryRun)"), ("file", name)]
            call.body = Array(text.utf8)
            call.actor = Person.name
            let reply = try await client.control(call)
            guard !self.json else { return try StandardOutput.write(reply) }
            for result in reply["results"]?.elements ?? [] { try StandardOutput.write(self.words(for: result)) }
        }
    }

    private func words(for result: JSONValue) -> String {
        let change = result["change"]?.text ?? ""
        let (kind, name) =
            result["notifier"].map { ("notifier", $0.text ?? "") } ?? ("endpoint", result["endpoint"]?.text ?? "")
        let word = self.dryRun && change != "unchanged" ? "would be \(change)" : change
        var line = "\(kind) \(name.printable): \(word)"
        if let candidate = result["begins"]?.word {
            line +=
                self.dryRun
                ? ", a rollout of version \(candidate) would begin" : ", a rollout of version \(candidate) has begun"
        }
        if let rollout = result["rollout"]?.text { line += " (\(rollout.printable))" }
        guard self.dryRun else { return line + "\n" }
        let diff = (result["diff"]?.elements ?? []).compactMap(\.text).map { text in
            let style: Style? = text.hasPrefix("+") ? .good : text.hasPrefix("-") ? .bad : .faint
            return "  " + (style?(text.printable) ?? text.printable) + "\n"
        }
        return line + "\n" + diff.joined()
    }
}
