import ArgumentParser
import Foundation

/// Shows by simulation what the judge promises: few false rollbacks, and quick ones of what is bad.
@main
struct JudgeSimulation: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "judge-simulation",
        abstract: "Simulate rollouts, and count how often and how soon the judge rolls back."
    )

    @Option(help: "How many rollouts of each kind.") var runs = 2000
    @Option(help: "Where to write a plot, as SVG.") var plot: String?

    func validate() throws {
        guard self.runs >= 20 else { throw ValidationError("--runs is at least 20, got \(self.runs)") }
    }

    func run() async throws {
        let requests = 40_000
        print(
            "\(self.runs) rollouts of a twin of stable, 5 % of \(requests) requests, alpha 0.05: rolled back by mistake"
        )
        let twins =
            await Studies.twinsByFailures(runs: self.runs, requests: requests)
            + Studies.twinsByLatencies(runs: self.runs, requests: requests)
        for study in twins { Self.line(study.name, Self.percent(study.share)) }

        print(
            "\n\(self.runs) rollouts of a candidate that fails in 3 % of its requests, stable in 1 %: its requests until then"
        )
        let fixed = FixedSizeTest.requests(rate: 0.01, worse: 0.03, alpha: Studies.alpha, power: 0.95)
        let worse = await Studies.worse(rate: 0.03, runs: self.runs, requests: 20 * 6 * fixed)
        Self.line("median", Self.number(worse.quantile(0.5)))
        Self.line("95th percentile", Self.number(worse.quantile(0.95)))
        Self.line("the most powerful test of a fixed size, at the same error levels", "\(fixed)")
        Self.line("caught within 1.5 times that", Self.percent(worse.share(by: fixed * 3 / 2)))

        print("\n\(self.runs) rollouts of a candidate that always fails: its requests until then")
        let broken = await Studies.worse(rate: 1, runs: self.runs, requests: 4000)
        Self.line("median", Self.number(broken.quantile(0.5)))
        Self.line("most", Self.number(broken.quantile(1)))

        guard let plot else { return }
        let picture = Plot.draw(twins: twins, requests: requests, worse: worse, fixed: fixed)
        try Data(picture.utf8).write(to: URL(filePath: plot))
    }

    private static func line(_ name: String, _ value: String) {
        print("  \(name)".padding(toLength: 70, withPad: " ", startingAt: 0) + value)
    }

    private static func percent(_ share: Double) -> String { "\((share * 1000).rounded() / 10) %" }
    private static func number(_ value: Int?) -> String { value.map { "\($0)" } ?? "more than were simulated" }
}
