import ArgumentParser

/// Groups the commands that tell what is watched.
struct Monitors: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "monitors",
        abstract: "See what is watched, and what the monitors say of it.",
        discussion: """
              aviary monitors list
              aviary monitors show wine --window 1h
              aviary monitors export --rules rules.yaml --dashboard aviary.json -f aviary.yaml

            What is watched stands in an endpoint's manifest, at spec.monitors; an endpoint without has the usual monitors.
            """,
        subcommands: [MonitorsList.self, MonitorsShow.self, MonitorsExport.self]
    )
}
