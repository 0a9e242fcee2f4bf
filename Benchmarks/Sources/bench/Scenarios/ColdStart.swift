/// From the start of the process to the first reply of a model.
struct ColdStart: Scenario {
    let name = "start"
    let title = "from the process's start to the first reply, a repository with one tiny model"

    func measure(in context: Context) async throws -> Outcome {
        if context.isWithoutAviary { return Outcome() }
        var seconds: [Double] = []
        for round in 1...max(5, context.effort.rounds) {
            let startUp = try await context.withServers([.aviaryTiny], answering: .tiny) { $0[0].startUp }
            seconds.append(startUp / .seconds(1))
            try context.journal.add(
                Journal.Entry(
                    scenario: self.name,
                    line: "Aviary",
                    round: round,
                    measures: ["seconds": startUp / .seconds(1)]
                )
            )
        }
        let line = "\("Aviary".left(26)) \(seconds.median.text(3).right(9)) s    spread \(seconds.spread.text(0)) %"
        return Outcome(
            lines: [line],
            verdicts: [Verdict(value: seconds.median, unit: "s to the first reply", bound: .atMost(0.5))]
        )
    }
}
