internal import FoundationEssentials
internal import SystemPackage

/// Two tables of a million rows, compared column by column, beside Evidently.
struct TableDrift: Scenario {
    let name = "drift"
    let title = "two CSV files of 1,000,000 rows x 20 columns, to a verdict for each column"

    func measure(in context: Context) async throws -> Outcome {
        let folder = context.places.scratch.appending("drift")
        try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: true)
        _ = try await Script(name: "drift.py", arguments: ["make", folder.string, "1000000"]).run(in: context.places)
        let tables = ["reference", "current"].map { folder.appending("\($0).csv").string }
        let peer = [
            context.places.python.appending("bin/python").string, context.places.peers.appending("drift.py").string,
            "evidently", folder.string,
        ]
        let own = [context.places.aviary.string, "drift"] + tables + ["--json"]
        var runs: (aviary: [Run], evidently: [Run]) = ([], [])
        // Evidently takes a minute or so: a few rounds say enough, since the ratio is far from its budget.
        for round in 1...min(3, context.effort.rounds) {
            if !context.isWithoutAviary {
                runs.aviary.append(try await self.run("Aviary", own, round: round, context))
            }
            runs.evidently.append(try await self.run("Evidently", peer, round: round, context))
        }
        var outcome = Outcome(lines: [Self.line("Aviary", runs.aviary), Self.line("Evidently", runs.evidently)])
        guard !runs.aviary.isEmpty else { return outcome }
        let pairs = zip(runs.aviary, runs.evidently)
        outcome.verdicts = [
            Verdict(
                value: pairs.map { $1.seconds / $0.seconds }.median,
                unit: "× as fast as Evidently",
                bound: .atLeast(20)
            ),
            Verdict(
                value: pairs.map { $0.mebibytes / $1.mebibytes }.median,
                unit: "× Evidently's memory",
                bound: .atMost(0.2)
            ),
        ]
        return outcome
    }

    private func run(_ line: String, _ command: [String], round: Int, _ context: Context) async throws -> Run {
        let run = try await Script(name: "drift.py", arguments: ["time"] + command).run(
            in: context.places,
            as: Run.self
        )
        let measures = ["seconds": run.seconds, "mebibytes": run.mebibytes, "driftedColumns": Double(run.drifted)]
        try context.journal.add(
            Journal.Entry(scenario: self.name, line: line, round: round, measures: measures)
        )
        return run
    }

    private static func line(_ name: String, _ runs: [Run]) -> String {
        guard let last = runs.last else { return name }
        let seconds = runs.map(\.seconds)
        return
            "\(name.left(26)) \(seconds.median.text(2).right(9)) s    \(runs.map(\.mebibytes).median.text(0).right(7)) MiB    "
            + "\(last.drifted) columns drifted    spread \(seconds.spread.text(0)) %"
    }

    /// One run of a command.
    private struct Run: Decodable {
        let seconds: Double
        /// The peak of its resident memory.
        let mebibytes: Double
        /// How many columns drifted.
        let drifted: Int
    }
}
