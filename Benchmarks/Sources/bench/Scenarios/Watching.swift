/// What it costs to look at requests, held against a server that looks at none; and what memory it comes to.
///
/// The server that looks has all that it has by default: a fair sample of the requests is measured, judged by the usual
/// monitors and written into the log of predictions. Its version has a profile, so that drift is looked for as well.
struct Watching: Scenario {
    let name = "monitoring"
    let title = "4 numbers in, 3 out, JSON, 64 connections, all default monitors"

    func measure(in context: Context) async throws -> Outcome {
        if context.isWithoutAviary { return Outcome() }
        let servers = [Server.aviaryTiny, .aviaryWatched]
        return try await context.withServers(servers, answering: .tiny) { running in
            try await self.pinWhatComesNow(to: running[1], context: context)
            let reports = try await context.pairs(in: self.name, lines: ["none", "sample"]) { line in
                Load(server: running[line], request: .tiny, connections: 64, seconds: 1)
            }
            let cost = reports.map { $0.other.cost - $0.base.cost }.median
            let memory = try await self.memory(of: running[1], context: context)
            let requests = Double(memory.requests).text(0)
            return Outcome(
                lines: [
                    reports.map(\.base).line(name: "--monitoring none"),
                    reports.map(\.other).line(name: "--monitoring sample"),
                    "\("processor time of looking".left(26)) \(cost.text(2).right(9)) µs a request",
                    "\("after a fifth of those".left(26)) \(memory.early.text(1).right(9)) MiB",
                    "\("after \(requests) requests".left(26)) \(memory.late.text(1).right(9)) MiB",
                ],
                verdicts: [
                    Verdict(
                        value: reports.map { $0.other.rate / $0.base.rate }.median,
                        unit: "× monitoring none",
                        bound: .atLeast(0.95)
                    ),
                    Verdict(
                        value: (memory.late / memory.early - 1) * 100,
                        unit: "% grown from a fifth to all of the requests",
                        bound: .atMost(10)
                    ),
                ]
            )
        }
    }

    /// Lets some requests come and makes them the reference, as a person does where there is no training data.
    private func pinWhatComesNow(to server: RunningServer, context: Context) async throws {
        _ = try await Load(server: server, request: .tiny, connections: 64, seconds: 2).run(in: context.places)
        try await Control(server: server).pin("tiny", version: 1)
    }

    /// Five times as many requests as for the memory of a server that looks at none, and the memory on the way.
    private func memory(
        of server: RunningServer,
        context: Context
    ) async throws -> (requests: Int, early: Double, late: Double) {
        let all = 5 * context.effort.requests
        var requests = 0
        var early: Double?
        while requests < all {
            let load = Load(server: server, request: .tiny, connections: 64, seconds: context.effort.seconds)
            requests += try await load.run(in: context.places).requests
            if early == nil, requests >= all / 5 { early = try server.residentMemory() }
        }
        let late = try server.residentMemory()
        let measures = ["requests": Double(requests), "earlyMebibytes": early ?? late, "lateMebibytes": late]
        try context.journal.add(Journal.Entry(scenario: self.name, line: "memory", round: 1, measures: measures))
        return (requests, early ?? late, late)
    }
}
