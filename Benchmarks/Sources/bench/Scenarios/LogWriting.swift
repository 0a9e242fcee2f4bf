internal import FoundationEssentials
internal import Subprocess
internal import SystemPackage

/// How many predictions a second the prediction log takes, each with 13 numbers, two parameters, one of them hashed, and a reply.
struct LogWriting: Scenario {
    let name = "log"
    let title = "predictions written into the log, in batches of 4,096 on one thread"

    /// What the program prints.
    private struct Report: Decodable {
        let rowsPerSecond: Double
        let privacySeconds: Double
        let databaseSeconds: Double
        let bytesPerRow: Double
    }

    func measure(in context: Context) async throws -> Outcome {
        if context.isWithoutAviary { return Outcome() }
        var reports: [Report] = []
        for round in 1...context.effort.rounds {
            let report = try await Self.run(in: context.places)
            try context.journal.add(
                Journal.Entry(
                    scenario: self.name,
                    line: "log",
                    round: round,
                    measures: [
                        "rowsPerSecond": report.rowsPerSecond, "privacySeconds": report.privacySeconds,
                        "databaseSeconds": report.databaseSeconds, "bytesPerRow": report.bytesPerRow,
                    ]
                )
            )
            reports.append(report)
        }
        let rates = reports.map(\.rowsPerSecond)
        let share = reports.map { $0.databaseSeconds / ($0.databaseSeconds + $0.privacySeconds) * 100 }.median
        return Outcome(
            lines: [
                "\("the log".left(26)) \(rates.median.text(0).right(9)) rows/s   spread \(rates.spread.text(0).right(3)) %   "
                    + "the database has \(share.text(0)) % of the time   "
                    + "\(reports.map(\.bytesPerRow).median.text(0)) bytes a row"
            ],
            verdicts: [Verdict(value: rates.median, unit: "rows/s", bound: .atLeast(50_000))]
        )
    }

    private static func run(in places: Places) async throws -> Report {
        let program = places.aviary.removingLastComponent().appending("LogSpeed")
        guard FileManager.default.isExecutableFile(atPath: program.string) else {
            throw Trouble("there is no program at \(program): run swift build -c release --product LogSpeed")
        }
        let outcome = try await Subprocess.run(
            .path(program),
            output: .string(limit: 1 << 16),
            error: .string(limit: 1 << 16)
        )
        try Task.checkCancellation()
        guard outcome.terminationStatus.isSuccess else { throw Trouble("LogSpeed failed: \(outcome.standardError)") }
        return try JSONDecoder().decode(Report.self, from: Data(outcome.standardOutput.utf8))
    }
}
