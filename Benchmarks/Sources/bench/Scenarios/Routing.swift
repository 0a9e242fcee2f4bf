/// What it costs that an endpoint divides its requests, held against a model whose only version answers them all.
///
/// Both servers get the same requests, each of a thousand users in turn.
struct Routing: Scenario {
    let name = "routing"
    let title = "4 numbers in, 3 out, JSON, 64 connections, 5 % of them for a candidate"

    func measure(in context: Context) async throws -> Outcome {
        if context.isWithoutAviary { return Outcome() }
        let request = Request.tiny.with("x-user-id", "user-#")
        let reports = try await context.withServers([.aviaryTiny, .aviaryVersions], answering: request) { running in
            let specification = #"{"stable": 1, "routing": {"key": {"header": "x-user-id"}, "fallback": "stable"}}"#
            try await Control(server: running[1]).apply("tiny", specification)
            _ = try await Control(server: running[1])
                .start(on: "tiny", steps: #"[{"setWeight": "5 %"}, "pause"]"#) { $0.weight == 0.05 }
            return try await context.pairs(in: self.name, lines: ["one version", "a rollout"]) { line in
                Load(server: running[line], request: request, connections: 64, seconds: 1, variants: 1000)
            }
        }
        let costs = reports.map { $0.other.cost - $0.base.cost }
        return Outcome(
            lines: [
                reports.map(\.base).line(name: "Aviary, one version"),
                reports.map(\.other).line(name: "Aviary, a rollout"),
                "\("the rollout's processor time".left(26)) \(costs.median.text(2).right(9)) µs a request",
            ],
            verdicts: [
                Verdict(
                    value: reports.map { $0.other.rate / $0.base.rate }.median,
                    unit: "× one version",
                    bound: .atLeast(0.97)
                )
            ]
        )
    }
}
