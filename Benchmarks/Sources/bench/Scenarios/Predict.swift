/// Pictures in, pictures with boxes out, beside the server of the laboratory that the route was made after.
///
/// Under load the inference of one request waits for that of others. So the part that is not the network's is measured
/// with one request after the other, in the same rounds.
struct Predict: Scenario {
    let name = "predict"
    let title = "a 640x480 JPEG in, the same with boxes out, yolov3-tiny, 8 connections"

    /// Those that are compared, in their order.
    private static let lines: [(name: String, server: Server)] = [
        ("Aviary", .aviaryLaboratory), ("laboratory, 2 workers", .laboratory),
        ("the same without a file", .laboratoryInMemory), ("and rows read by numpy", .laboratoryVectorised),
    ]

    func measure(in context: Context) async throws -> Outcome {
        let lines = Self.lines.filter { !(context.isWithoutAviary && $0.server.isAviary) }
        if !context.isWithoutAviary { try await context.places.prepareLaboratory() }
        let request = try Request.pictures(in: context.places)
        return try await context.withServers(lines.map(\.server), answering: request) { running in
            var measured = Measured()
            for round in 0...context.effort.rounds {
                for (line, server) in zip(lines, running) {
                    let seconds = round == 0 ? 1 : context.effort.seconds
                    let load = Load(server: server, request: request, connections: 8, seconds: seconds)
                    let report = try await load.run(in: context.places)
                    if round == 0 { continue }
                    try context.journal.add(report, scenario: self.name, line: line.name, round: round)
                    measured.reports[line.server, default: []].append(report)
                }
                guard round > 0, let aviary = running.first(where: \.server.isAviary) else { continue }
                try await self.measureStages(of: aviary, round: round, context: context, into: &measured)
            }
            return self.outcome(of: measured, lines: lines)
        }
    }

    /// Asks one thing after the other, and has OpenCV do what comes before the network.
    private func measureStages(
        of aviary: RunningServer,
        round: Int,
        context: Context,
        into measured: inout Measured
    ) async throws {
        let seconds = "\(context.effort.seconds)"
        let script = "laboratory_stages.py"
        let succession = try await Script(name: script, arguments: ["ask", "\(aviary.port)", seconds])
            .run(in: context.places, as: Succession.self)
        let openCV = try await Script(name: script, arguments: ["opencv", seconds])
            .run(in: context.places, as: Preparation.self)
        measured.successions.append(succession)
        measured.openCV.append(openCV)
        let entries = [
            Journal.Entry(
                scenario: self.name,
                line: "Aviary, 1 connection",
                round: round,
                measures: [
                    "requests": Double(succession.requests), "requestMilliseconds": succession.milliseconds,
                    "inferenceMilliseconds": succession.inference, "preparationMilliseconds": succession.preparation,
                ]
            ),
            Journal.Entry(
                scenario: self.name,
                line: "OpenCV",
                round: round,
                measures: ["requests": Double(openCV.requests), "preparationMilliseconds": openCV.preparation]
            ),
        ]
        for entry in entries { try context.journal.add(entry) }
    }

    private func outcome(of measured: Measured, lines: [(name: String, server: Server)]) -> Outcome {
        var outcome = Outcome()
        for line in lines { outcome.lines.append((measured.reports[line.server] ?? []).line(name: line.name)) }
        guard let own = measured.reports[.aviaryLaboratory], let laboratory = measured.reports[.laboratory],
            let inMemory = measured.reports[.laboratoryInMemory],
            let vectorised = measured.reports[.laboratoryVectorised]
        else { return outcome }
        let (successions, openCV) = (measured.successions, measured.openCV)
        // Each round's own ratio, since both are measured within seconds of each other.
        let preparation = zip(successions, openCV).map { $0.preparation / $1.preparation }.median
        outcome.lines += [
            Self.line("Aviary, 1 connection", successions.map(\.milliseconds)),
            Self.line("of which the network", successions.map(\.inference)),
            Self.line("from file to input", successions.map(\.preparation)),
            Self.line("OpenCV, file to input", openCV.map(\.preparation)),
        ]
        func ratio(to other: [Load.Report], _ figure: Throughput.Figure) -> Double {
            own.median(of: figure) / other.median(of: figure)
        }
        outcome.verdicts = [
            Verdict(value: ratio(to: laboratory, .rate), unit: "× the laboratory", bound: .atLeast(2)),
            Verdict(value: ratio(to: inMemory, .rate), unit: "× the same without a file", bound: .none),
            Verdict(value: ratio(to: vectorised, .rate), unit: "× that with numpy", bound: .none),
            Verdict(value: ratio(to: laboratory, .p99), unit: "× the laboratory's p99", bound: .atMost(1)),
            Verdict(
                value: successions.map(\.outside).median * 100,
                unit: "% outside the network",
                bound: .atMost(15)
            ),
            Verdict(
                value: preparation,
                unit: "× OpenCV, file to input",
                bound: .atMost(1.02)
            ),
        ]
        return outcome
    }

    /// Milliseconds of all rounds as a line of the table.
    private static func line(_ name: String, _ milliseconds: [Double]) -> String {
        let spread = milliseconds.spread.text(0)
        return "\(name.left(26)) \(milliseconds.median.text(3).right(9)) ms   spread \(spread) %"
    }

    /// What all rounds gave.
    private struct Measured {
        var reports: [Server: [Load.Report]] = [:]
        var successions: [Succession] = []
        var openCV: [Preparation] = []
    }

    /// Requests that were sent one after the other.
    private struct Succession: Decodable {
        let requests: Int
        /// What one took in the mean, as the client sees it.
        let milliseconds: Double
        /// What of it was the network's.
        let inference: Double
        /// From the file to the network's input.
        let preparation: Double

        /// The part of the time that was not the network's.
        var outside: Double { 1 - self.inference / self.milliseconds }
    }

    /// What OpenCV needs from the file to the network's input.
    private struct Preparation: Decodable {
        let requests: Int
        let preparation: Double
    }
}
