import ArgumentParser

/// Groups the commands about alerts.
struct Alerts: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alerts",
        abstract: "See what monitors have found, take care of it, or hear nothing of it for a while.",
        discussion: """
              aviary alerts list
              aviary alerts show a12
              aviary alerts ack a12 --comment "the upstream team looks at it"
              aviary alerts silence endpoint=fraud feature=age --for 2h --comment "the field moves today"
              aviary alerts silences

            Monitors stand in an endpoint's manifest at 'spec.monitors', and who is told in one of kind Notifier.
            """,
        subcommands: [
            AlertList.self, AlertShow.self, AlertAcknowledge.self, AlertSilence.self, AlertUnsilence.self,
            AlertSilences.self,
        ]
    )
}
