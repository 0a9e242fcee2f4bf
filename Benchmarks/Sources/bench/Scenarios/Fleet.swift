/// What 200 rollouts cost at once, each with an analysis that goes on.
///
/// Requests are answered on event loops, and all that is decided is decided on other threads; so the processor time of those
/// is what control costs. Beside it stands a server with the same endpoints and requests, and no rollout.
struct Fleet: Scenario {
    let name = "fleet"
    let title = "200 endpoints with rollouts that are judged, about 2,000 requests a second in all"

    private static let count = 200
    private static let connections = 32
    /// Neither passes nor ends while it is measured.
    private static let steps = #"[{"setWeight": "50 %"}, {"analysis": {"min": 1000000, "max": "2h"}}]"#

    func measure(in context: Context) async throws -> Outcome {
        if context.isWithoutAviary { return Outcome() }
        return try await context.withServers([.aviaryVersions, .aviaryVersionsToo], answering: .tiny) { running in
            for server in running {
                for number in 1...Self.count {
                    try await Control(server: server).apply("fleet-\(number)", #"{"model": "tiny", "stable": 1}"#)
                }
            }
            for number in 1...Self.count {
                _ = try await Control(server: running[1])
                    .start(on: "fleet-\(number)", steps: Self.steps) { $0.weight == 0.5 }
            }
            var idle: [Use] = []
            var plain: [Use] = []
            var judged: [Use] = []
            for round in 0...context.effort.rounds {
                let seconds = context.effort.seconds
                let still = try await self.use(of: running[1]) {
                    try await Task.sleep(for: .seconds(seconds))
                    return 0
                }
                var loaded: [Use] = []
                for server in running {
                    let load = Load(
                        server: server,
                        request: .tiny.to("fleet-#"),
                        connections: Self.connections,
                        seconds: seconds,
                        pause: .about(1000 * Self.connections / 2000),
                        variants: Self.count
                    )
                    loaded.append(try await self.use(of: server) { try await load.run(in: context.places).rate })
                }
                if round == 0 { continue }
                for (line, use) in [("no requests", still), ("no rollouts", loaded[0]), ("rollouts", loaded[1])] {
                    try context.journal.add(use.entry(scenario: self.name, line: line, round: round))
                }
                idle.append(still)
                plain.append(loaded[0])
                judged.append(loaded[1])
            }
            return Self.outcome(idle: idle, plain: plain, judged: judged)
        }
    }

    /// What a server used while it was looked at, in per cent of one core.
    private struct Use {
        let loops: Double
        let others: Double
        /// Requests a second.
        let rate: Double

        func entry(scenario: String, line: String, round: Int) -> Journal.Entry {
            Journal.Entry(
                scenario: scenario,
                line: line,
                round: round,
                measures: [
                    "requestsPerSecond": self.rate, "loopsPercent": self.loops, "othersPercent": self.others,
                ]
            )
        }
    }

    /// What a server uses while something goes on.
    private func use(of server: RunningServer, _ work: () async throws -> Double) async throws -> Use {
        let (before, began) = (try server.threadTimes(), ContinuousClock.now)
        let rate = try await work()
        let (used, time) = (try server.threadTimes() - before, ContinuousClock.now - began)
        return Use(loops: used.loops / time * 100, others: used.others / time * 100, rate: rate)
    }

    private static func outcome(idle: [Use], plain: [Use], judged: [Use]) -> Outcome {
        func line(_ name: String, _ uses: [Use]) -> String {
            let others = uses.map(\.others)
            return "\(name.left(26)) \(uses.map(\.rate).median.text(0).right(9)) /s   "
                + "event loops \(uses.map(\.loops).median.text(1).right(5)) %   "
                + "all else \(others.median.text(2).right(6)) % of a core   spread \(others.spread.text(0).right(3)) %"
        }
        let difference = judged.map(\.loops).median - plain.map(\.loops).median
        return Outcome(
            lines: [
                line("200 rollouts, no requests", idle),
                line("the requests, no rollouts", plain),
                line("200 rollouts and requests", judged),
                "\("more on the event loops".left(26)) \(difference.text(1).right(9)) % of a core",
            ],
            verdicts: [
                Verdict(value: idle.map(\.others).median, unit: "% of a core, idle", bound: .atMost(5)),
                Verdict(value: judged.map(\.others).median, unit: "% of a core, with requests", bound: .atMost(5)),
            ]
        )
    }
}
