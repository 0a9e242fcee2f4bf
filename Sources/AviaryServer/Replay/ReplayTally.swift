internal import AviaryControl
internal import AviaryCore

/// Adds up what replayed requests have shown, in the order of their lines.
///
/// Pure. What is judged follows from what the first requests show, so these are held back until it is known.
struct ReplayTally: Sendable {
    /// How many requests show by what the candidate can be judged.
    private static let first = 200
    /// How many examples of disagreements and of failures are kept.
    private static let examples = 5

    private let plan: ReplayPlan
    private var held: [Sample] = []
    private var analysis: Analysis?
    private var stable = ReplayReport.Side()
    private var candidate = ReplayReport.Side()
    private var disagreements = DisagreementSample<(line: Int, words: String)>(best: Self.examples, others: 0)
    private var failures: [ReplayReport.Example] = []
    private var random = SystemRandomNumberGenerator()

    init(_ plan: ReplayPlan) { self.plan = plan }

    /// Takes in a request.
    ///
    /// - Parameters:
    ///   - replayed: what it has shown.
    ///   - line: its line.
    mutating func add(_ replayed: Replayed, line: Int) {
        self.stable.add(replayed.stable)
        self.candidate.add(replayed.candidate)
        if let difference = replayed.difference {
            self.disagreements.offer((line, difference.words), score: difference.score, using: &self.random)
        }
        if let failure = replayed.failure, self.failures.count < Self.examples {
            self.failures.append(ReplayReport.Example(line: line, words: failure))
        }
        for sample in [replayed.stable, replayed.candidate] {
            if self.analysis == nil { self.held.append(sample) } else { self.analysis?.add(sample) }
        }
        if self.held.count >= 2 * Self.first { self.begin() }
    }

    private mutating func begin() {
        var analysis = Analysis(step: 0, plan: self.plan.analysis(self.held), started: Timestamp(milliseconds: 0))
        for sample in self.held { analysis.add(sample) }
        self.held = []
        self.analysis = analysis
    }

    /// Says what came out.
    ///
    /// - Parameters:
    ///   - stable: the version that the candidate was judged by.
    ///   - elapsed: how long all took.
    ///   - skipped: how many requests were passed over.
    /// - Returns: the end of the replay.
    consuming func report(against stable: VersionNumber, after elapsed: Duration, skipped: Int) -> ReplayReport {
        if self.analysis == nil { self.begin() }
        let now = Timestamp(milliseconds: 0).advanced(by: elapsed)
        let report = self.analysis?.report(at: now)
        let metrics = report?.metrics ?? []
        var reason = report?.outcome?.reason
        if reason == nil {
            var open = metrics.filter { $0.verdict != .pass }.map(\.words)
            if self.candidate.count < self.plan.minimumRequests {
                open.append("it takes \(self.plan.minimumRequests) requests to pass")
            }
            let count = self.candidate.count
            reason = "no verdict after \(count) request\(count == 1 ? "" : "s"): \(open.joined(separator: "; "))"
        }
        return ReplayReport(
            model: self.plan.model,
            stableVersion: stable,
            candidateVersion: self.plan.candidate,
            verdict: report?.outcome?.verdict ?? .inconclusive,
            reason: reason ?? "",
            metrics: metrics,
            stable: self.stable,
            candidate: self.candidate,
            disagreements: self.disagreements.offered,
            disagreementExamples: self.disagreements.best.map {
                ReplayReport.Example(line: $0.item.line, words: $0.item.words)
            },
            failureExamples: self.failures,
            elapsed: elapsed,
            skipped: skipped
        )
    }
}
