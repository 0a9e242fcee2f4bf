import ArgumentParser
import AviaryControl
import AviaryCore
import AviaryStatistics
import Foundation

/// Judges numbers of stable and candidate that come on standard input.
struct Judge: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "judge",
        abstract: "Judge from standard input whether a candidate is worse than stable.",
        discussion: """
              (echo stable,0; echo candidate,1; ...) | aviary judge
              aviary judge --kind rate --margin 0.005 --min-requests 500 < failures.csv
              aviary judge --kind quantile --quantile 0.99 --margin 20 < milliseconds.csv

            A line is 'stable,VALUE' or 'candidate,VALUE', in the order of arrival. Values of a rate are 0 and 1, where 1 is \
            bad; values of the other kinds are numbers, of which more is worse, or less with --higher-is-better.

            It looks after every line, and ends with the first one that brings a verdict: 'fail' when the candidate is \
            surely worse by more than the margin, 'pass' when it surely is not. Either is wrong with probability alpha at \
            most, for all looks together. The answer is an object in JSON: verdict ('continue' where the lines end without \
            one), line, effect (candidate less stable) and interval, each of whose ends is wrong with probability alpha at \
            most, how many requests came, and about how many more of the candidate's a verdict takes.

            The kind 'mean' is asymptotic: it looks only when both have 100 values, and wants a finite variance.
            """
    )

    /// What of the numbers is compared.
    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case rate, mean, quantile
    }

    @Option(help: "What is compared: rate, mean or quantile.") var kind = Kind.rate
    @Option(help: "With what probability a verdict may be wrong, above 0 and below 0.5.") var alpha = 0.05
    @Option(help: "By how much the candidate may be worse, in the values' unit.") var margin = 0.0
    @Option(help: ArgumentHelp("How many of the candidate's requests it takes to pass.", valueName: "n"))
    var minRequests = 0
    @Option(help: "Which quantile of --kind quantile, above 0 and below 1 (default: 0.95).") var quantile: Double?
    @Flag(help: "Less is worse.") var higherIsBetter = false

    func validate() throws {
        guard self.alpha > 0, self.alpha < 0.5 else {
            throw ValidationError("--alpha is above 0 and below 0.5, got \(self.alpha)")
        }
        guard self.margin.isFinite, self.kind != .rate || abs(self.margin) < 1 else {
            let range = self.kind == .rate ? "above -1 and below 1 for a rate" : "a finite number"
            throw ValidationError("--margin is \(range), got \(self.margin)")
        }
        guard self.minRequests >= 0 else {
            throw ValidationError("--min-requests is not negative, got \(self.minRequests)")
        }
        guard let quantile else { return }
        guard self.kind == .quantile else { throw ValidationError("--quantile belongs to --kind quantile") }
        guard quantile > 0, quantile < 1 else {
            throw ValidationError("--quantile is above 0 and below 1, got \(quantile)")
        }
    }

    func run() throws {
        if isatty(STDIN_FILENO) == 1 { Failure.say("reading lines from the terminal, Ctrl-D ends them") }
        let plan = MetricPlan(
            kind: self.metricKind,
            direction: self.higherIsBetter ? .lowerIsWorse : .higherIsWorse,
            margin: self.margin,
            levels: ErrorLevels(above: self.alpha, below: self.alpha),
            minimumRequests: self.minRequests
        )
        var judge = MetricJudge(plan)
        var input = StandardInput()
        while judge.verdict == .continue, let line = try input.nextLine() {
            guard !line.isEmpty else { continue }
            do throws(AviaryError) {
                let next = try ArmLine(line, for: plan.kind)
                judge.add(next.value, to: next.arm)
            } catch {
                throw error.at("line \(input.lineNumber)")
            }
        }
        try StandardOutput.write(judge.report(line: input.lineNumber))
    }

    private var metricKind: MetricPlan.Kind {
        switch self.kind {
        case .rate: .rate
        case .mean: .mean
        case .quantile: .quantile(self.quantile ?? 0.95)
        }
    }
}
