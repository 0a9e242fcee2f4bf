import ArgumentParser

/// Groups the commands about the prediction log.
struct Logs: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Look at what was asked and answered, take it out, or erase somebody's rows.",
        discussion: """
              aviary log tail --endpoint wine
              aviary log query --endpoint wine --since 1h --where decision=failed
              aviary log export --endpoint wine --since 7d -o wine.csv
              aviary log erase --subject ada@example.org

            What is kept is said in the endpoint's manifest, under 'log'. Without it all requests that are looked at (a sample beyond 2,000 a second) are kept for 30 days, with \
            inputs and outputs that take at most 16 KiB each.
            """,
        subcommands: [LogTail.self, LogQueryCommand.self, LogExport.self, LogErase.self]
    )
}
