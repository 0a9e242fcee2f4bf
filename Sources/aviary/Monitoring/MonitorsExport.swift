import ArgumentParser
import AviaryControl
import AviaryCore
import AviaryStore
import Foundation

/// Writes rules and a dashboard for Prometheus and Grafana.
struct MonitorsExport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write rules for Prometheus and a dashboard for Grafana.",
        discussion: """
              aviary monitors export --rules rules.yaml --dashboard aviary.json
              aviary monitors export --rules - -f aviary.yaml

            The rules go into Prometheus' rule_files, the dashboard is imported in Grafana. With a manifest, the fixed \
            bounds of its monitors become alerting rules as well. - is standard output. No server is asked.
            """
    )

    @Option(help: ArgumentHelp("Where the rules go.", valueName: "path"), completion: .file()) var rules: String?
    @Option(help: ArgumentHelp("Where the dashboard goes.", valueName: "path"), completion: .file())
    var dashboard: String?
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The manifest whose monitors become rules.", valueName: "path"),
        completion: .file(extensions: ["yaml", "yml", "json"])
    )
    var file: String?

    func validate() throws {
        guard self.rules != nil || self.dashboard != nil else {
            throw ValidationError("name a file for --rules, for --dashboard, or for both")
        }
        guard self.rules != "-" || self.dashboard != "-" else {
            throw ValidationError("--rules and --dashboard cannot both go to standard output")
        }
    }

    func run() throws {
        var endpoints: [EndpointSpecification] = []
        if let file {
            let manifest = ManifestFile(file)
            for case .endpoint(let endpoint) in try ManifestText.parse(try manifest.text(), file: manifest.name) {
                endpoints.append(endpoint)
            }
        }
        if let rules { try Self.write(PrometheusRules(endpoints: endpoints).text, to: rules) }
        if let dashboard {
            let json = String(decoding: GrafanaDashboard.json.serialized(), as: UTF8.self)
            try Self.write(json + "\n", to: dashboard)
        }
    }

    private static func write(_ text: String, to path: String) throws {
        guard path != "-" else { return try StandardOutput.write(text) }
        do {
            try Data(text.utf8).write(to: URL(filePath: path))
        } catch {
            throw AviaryError(.invalidArgument, "'\(path)' cannot be written: \(error.localizedDescription)")
        }
    }
}
