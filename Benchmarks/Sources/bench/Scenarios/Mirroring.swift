/// What clients notice of copies that a candidate gets of all their requests.
///
/// Both endpoints have the same stable version, which is loaded once; the candidate is the same model again.
struct Mirroring: Scenario {
    let name = "mirror"
    let title = "256-512-512-10, JSON, 40 % of what the server can do, all of it copied to a candidate"

    /// The part of the full rate at which clients ask.
    private static let share = 0.4
    private static let connections = 64
    /// The milliseconds between a connection's requests.
    private static let pause = 4
    private static let endpoints = ["plain", "mirrored"]

    func measure(in context: Context) async throws -> Outcome {
        if context.isWithoutAviary { return Outcome() }
        return try await context.withServers([.aviaryVersions], answering: .mlp) { running in
            let control = Control(server: running[0])
            for endpoint in Self.endpoints { try await control.apply(endpoint, #"{"model": "mlp", "stable": 1}"#) }
            _ =
                try await control
                .start(on: "mirrored", steps: #"[{"mirror": "100 %"}, "pause"]"#) { $0.mirrored == 1 }
            let load = Load(server: running[0], request: .mlp, connections: Self.connections, seconds: 2)
            let full = try await load.run(in: context.places).rate
            let paced = try await self.paced(load, to: Self.share * full, in: context)
            let pairs = try await context.pairs(in: self.name, lines: Self.endpoints) { line in
                var load = paced
                load.request.model = Self.endpoints[line]
                return load
            }
            return self.outcome(
                pairs,
                full: full,
                run: try await control.sum(of: "aviary_mirrored_total", where: #"outcome="run""#),
                shed: try await control.sum(of: "aviary_mirrored_total", where: #"outcome="shed""#)
            )
        }
    }

    /// As many connections as it takes for a rate, each of which waits for a few milliseconds between its requests.
    private func paced(_ load: Load, to rate: Double, in context: Context) async throws -> Load {
        var paced = load
        paced.pause = .about(Self.pause)
        paced.request.model = Self.endpoints[0]
        let tried = try await paced.run(in: context.places).rate
        paced.connections = Int((Double(Self.connections) * rate / tried).rounded())
        return paced
    }

    private func outcome(_ pairs: [Pair], full: Double, run: Double, shed: Double) -> Outcome {
        let ratios = pairs.map { Double($0.other.p99) / Double($0.base.p99) }.sorted()
        let (quarter, threeQuarters) = (ratios[ratios.count / 4], ratios[ratios.count * 3 / 4])
        let share = pairs.map { $0.base.rate / full }.median * 100
        return Outcome(
            lines: [
                "\("all that the server can do".left(26)) \(full.text(0).right(9)) /s",
                pairs.map(\.base).line(name: "Aviary, \(share.text(0)) % of it"),
                pairs.map(\.other).line(name: "Aviary, copied as well"),
                "\("copies that were run".left(26)) \((run / (run + shed) * 100).text(1).right(9)) %",
                "\("the p99s of a pair".left(26)) \(quarter.text(2).right(9)) to \(threeQuarters.text(2)) ×, half of them",
            ],
            verdicts: [
                Verdict(value: ratios.median, unit: "× the p99 without copies", bound: .atMost(1.15))
            ]
        )
    }
}
