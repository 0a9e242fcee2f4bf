internal import NIOCore

/// How long a candidate goes on answering after somebody has said that it must not.
///
/// The time begins before the server has heard of it, and ends when the last reply of the candidate has been read by its client:
/// both by the clock of this program, so that nothing of it is left out. The same goes for the judge, who is inside the server and
/// goes the same way from there on: the decision is written to the disk, and then the routes are replaced.
struct Rollback: Scenario {
    let name = "rollback"
    let title = "half of the requests to a candidate, 32 connections; from the abort to the candidate's last reply"

    func measure(in context: Context) async throws -> Outcome {
        if context.isWithoutAviary { return Outcome() }
        return try await context.withServers([.aviaryDurable], answering: .tiny) { running in
            let control = Control(server: running[0])
            try await control.apply("tiny", #"{"stable": 1}"#)
            let witness = try await Witness.asking(running[0], .tiny, connections: 32)
            let taken: Result<[Taken], any Error>
            do {
                taken = .success(try await self.rollBack(control, witness, context))
            } catch {
                taken = .failure(error)
            }
            await witness.stop()
            return self.outcome(try taken.get())
        }
    }

    /// What one rollback took, in milliseconds.
    private struct Taken {
        /// From saying that it be done to the candidate's last reply.
        let last: Double
        /// From saying that it be done to hearing that it is.
        let confirmed: Double
        /// The mean time between two replies of the candidate before: what can be told apart.
        let resolution: Double
    }

    private func rollBack(_ control: Control, _ witness: Witness, _ context: Context) async throws -> [Taken] {
        var taken: [Taken] = []
        for round in 0...4 * context.effort.rounds {
            let rollout =
                try await control
                .start(on: "tiny", steps: #"[{"setWeight": "50 %"}, "pause"]"#) { $0.weight == 0.5 }
            let (before, began) = (witness.seen, ContinuousClock.now)
            try await Task.sleep(for: .milliseconds(300))
            let (later, time) = (witness.seen, ContinuousClock.now - began)
            let reply = try await control.abort(rollout)
            try await Task.sleep(for: .milliseconds(300))
            let after = witness.seen
            guard later.candidate > before.candidate, after.stable > later.stable, after.failed == 0 else {
                throw Trouble(
                    """
                    no rollback under load: \(later.candidate - before.candidate) replies of the candidate before, \
                    \(after.stable - later.stable) of stable after, \(after.failed) failed
                    """
                )
            }
            if round == 0 { continue }
            let one = Taken(
                last: max(0, (after.lastOfCandidate - reply.sent).milliseconds),
                confirmed: (reply.received - reply.sent).milliseconds,
                resolution: time.milliseconds / Double(later.candidate - before.candidate)
            )
            taken.append(one)
            try context.journal.add(
                Journal.Entry(
                    scenario: self.name,
                    line: "Aviary",
                    round: round,
                    measures: [
                        "lastMilliseconds": one.last, "confirmedMilliseconds": one.confirmed,
                        "resolutionMilliseconds": one.resolution,
                    ]
                )
            )
        }
        return taken
    }

    private func outcome(_ taken: [Taken]) -> Outcome {
        func line(_ name: String, _ times: [Double]) -> String {
            "\(name.left(26)) \(times.median.text(2).right(9)) ms   worst \((times.max() ?? .nan).text(2)) ms"
        }
        return Outcome(
            lines: [
                line("to the candidate's last", taken.map(\.last)),
                line("to the reply of the abort", taken.map(\.confirmed)),
                line("between candidate's replies", taken.map(\.resolution)),
            ],
            verdicts: [
                Verdict(value: taken.map(\.last).median, unit: "ms to the last reply", bound: .atMost(10))
            ]
        )
    }
}
