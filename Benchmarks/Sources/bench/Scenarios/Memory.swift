/// The resident memory of a server that has nothing to do, and what it grows to.
struct Memory: Scenario {
    let name = "memory"
    let title = "resident memory, idle and after many requests"

    func measure(in context: Context) async throws -> Outcome {
        if context.isWithoutAviary { return Outcome() }
        return try await context.withServers([.aviaryTiny], answering: .tiny) { running in
            let idle = try await self.settledMemory(of: running[0])
            var requests = try await self.load(running[0], seconds: 1, context: context)
            let warm = try await self.settledMemory(of: running[0])
            while requests < context.effort.requests {
                requests += try await self.load(running[0], seconds: 5, context: context)
            }
            let used = try await self.settledMemory(of: running[0])
            try context.journal.add(
                Journal.Entry(
                    scenario: self.name,
                    line: "Aviary",
                    round: 1,
                    measures: [
                        "requests": Double(requests), "idleMebibytes": idle, "warmMebibytes": warm,
                        "usedMebibytes": used,
                    ]
                )
            )
            return Outcome(
                lines: [
                    "\("idle".left(26)) \(idle.text(1).right(9)) MiB",
                    "\("after the first second".left(26)) \(warm.text(1).right(9)) MiB",
                    "\("after \(Double(requests).text(0)) requests".left(26)) \(used.text(1).right(9)) MiB",
                ],
                verdicts: [
                    Verdict(value: idle, unit: "MiB idle", bound: .atMost(80)),
                    Verdict(value: (used / idle - 1) * 100, unit: "% grown since idle", bound: .atMost(10)),
                ]
            )
        }
    }

    private func load(_ server: RunningServer, seconds: Int, context: Context) async throws -> Int {
        let load = Load(server: server, request: .tiny, connections: 64, seconds: seconds)
        return try await load.run(in: context.places).requests
    }

    /// The memory when the last connections have been closed and what they held is given back.
    private func settledMemory(of server: RunningServer) async throws -> Double {
        try await Task.sleep(for: .seconds(2))
        return try server.residentMemory()
    }
}
