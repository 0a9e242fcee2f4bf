/// A model that keeps a thread busy for 50 ms, and small requests to another one meanwhile.
///
/// The small requests come at a steady, modest rate: the question is whether they wait for the long runs, not what is left
/// of the machine when both take all of it.
struct SlowModel: Scenario {
    let name = "slow"
    let title = "a model that takes 50 ms, 4 connections; small requests meanwhile"

    func measure(in context: Context) async throws -> Outcome {
        let seconds = 2 * context.effort.seconds
        let trips = try await Script(name: "alone.py", arguments: ["calibrate", "50"])
            .run(in: context.places, as: Calibration.self).trips
        let isWithoutAviary = context.isWithoutAviary
        var alone: [Double] = []
        var served: [Double] = []
        var small: [Load.Report] = []
        try await context.withServers(isWithoutAviary ? [] : [.aviary], answering: .tiny) { running in
            for round in 1...context.effort.rounds {
                let runs = try await Script(name: "alone.py", arguments: ["run", "\(trips)", "\(seconds)"])
                    .run(in: context.places, as: Runs.self)
                alone.append(runs.rate)
                try context.journal.add(
                    Journal.Entry(
                        scenario: self.name,
                        line: "ONNX Runtime alone",
                        round: round,
                        measures: ["requests": Double(runs.requests), "seconds": runs.seconds]
                    )
                )
                guard let aviary = running.first else { continue }
                let slow = Load(server: aviary, request: .slow(trips: trips), connections: 4, seconds: seconds)
                let tiny = Load(server: aviary, request: .tiny, connections: 8, seconds: seconds, pause: .always(10))
                async let slowReport = slow.run(in: context.places)
                async let tinyReport = tiny.run(in: context.places)
                served.append(try await slowReport.rate)
                small.append(try await tinyReport)
                try context.journal.add(await slowReport, scenario: self.name, line: "Aviary, slow", round: round)
                try context.journal.add(await tinyReport, scenario: self.name, line: "Aviary, small", round: round)
            }
        }
        return self.outcome(alone: alone, served: served, small: small)
    }

    private func outcome(alone: [Double], served: [Double], small: [Load.Report]) -> Outcome {
        var outcome = Outcome()
        outcome.lines = ["\("ONNX Runtime alone".left(26)) \(alone.median.text(2).right(9)) /s"]
        if small.isEmpty { return outcome }
        outcome.lines.append("\("Aviary, 50 ms model".left(26)) \(served.median.text(2).right(9)) /s")
        outcome.lines.append(small.line(name: "Aviary, small requests"))
        let worst = small.map { Double($0.p99) / 1000 }.max() ?? .nan
        outcome.lines.append("\("their p99, worst round".left(26)) \(worst.text(2).right(9)) ms")
        let ratio = served.median / alone.median
        let p99 = small.map { Double($0.p99) / 1000 }.median
        outcome.verdicts = [
            Verdict(value: ratio, unit: "× ONNX Runtime alone", bound: .atLeast(0.95)),
            Verdict(value: p99, unit: "ms p99 of small requests", bound: .atMost(10)),
        ]
        return outcome
    }

    private struct Calibration: Decodable {
        let trips: Int
    }

    private struct Runs: Decodable {
        let requests: Int
        let seconds: Double

        var rate: Double { Double(self.requests) / self.seconds }
    }
}
