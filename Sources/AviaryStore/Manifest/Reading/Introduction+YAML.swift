internal import AviaryControl
internal import AviaryCore
internal import Yams

extension EndpointSpecification.Introduction {
    private static let keys = ["candidate", "strategy", "steps", "analysis", "onInconclusive", "progressDeadline"]
    private static let expected = "a mapping such as {candidate: \"4\", strategy: canary}"

    /// Reads how a candidate is introduced.
    ///
    /// - Parameters:
    ///   - node: a mapping.
    ///   - path: where it is.
    ///   - checker: notes what is wrong.
    init?(_ node: Node, _ path: String, _ checker: inout ConfigurationChecker) {
        let before = checker.count
        guard let values = checker.section(node, path, keys: Self.keys, expected: Self.expected) else { return nil }
        let candidate = checker.required("candidate", of: values, path, node)
            .flatMap { checker.version($0, Self.place(path, "candidate")) }
        guard let plan = RolloutPlan(values, node, path, &checker), let candidate, checker.count == before else {
            return nil
        }
        self.init(candidate: candidate, plan: plan)
    }

    private static func place(_ path: String, _ key: String) -> String { ConfigurationChecker.place(path, key) }
}

extension RolloutPlan {
    /// What a rollout takes at most without a step forward where nobody says otherwise.
    private static let usualDeadline = Duration.seconds(6 * 60 * 60)

    fileprivate init?(
        _ values: [String: Node],
        _ node: Node,
        _ path: String,
        _ checker: inout ConfigurationChecker
    ) {
        func place(_ key: String) -> String { ConfigurationChecker.place(path, key) }
        let before = checker.count
        var (inconclusive, deadline) = (Inconclusive.pause, Self.usualDeadline)
        if let node = values["onInconclusive"], let word: Inconclusive = checker.choice(node, place("onInconclusive")) {
            inconclusive = word
        }
        if let node = values["progressDeadline"],
            let time = checker.duration(
                node,
                place("progressDeadline"),
                in: .nanoseconds(1)...ConfigurationChecker.longest
            )
        {
            deadline = time
        }
        var base = AnalysisPlan()
        if let node = values["analysis"] { base = AnalysisPlan(node, place("analysis"), over: base, &checker) }
        let stages = Stages(values, node, path, base, &checker)
        guard let stages, checker.count == before else { return nil }
        for problem in Self.problems(stages.steps, deadline) {
            stages.note(problem, in: node, path, &checker)
        }
        guard checker.count == before else { return nil }
        do throws(AviaryError) {
            try self.init(
                steps: stages.steps,
                onInconclusive: inconclusive,
                progressDeadline: deadline,
                strategy: stages.strategy
            )
        } catch {
            checker.note(path, error.message, remedy: error.remedy, at: node)
            return nil
        }
    }
}

/// The steps that a manifest means, by a strategy's name or one by one.
private struct Stages {
    let steps: [RolloutStep]
    /// The strategy that they are of, if they are.
    let strategy: Strategy?

    init?(
        _ values: [String: Node],
        _ node: Node,
        _ path: String,
        _ base: AnalysisPlan,
        _ checker: inout ConfigurationChecker
    ) {
        let before = checker.count
        let (place, list) = (ConfigurationChecker.place(path, "strategy"), ConfigurationChecker.place(path, "steps"))
        var written: [WrittenStep]?
        var strategy: Strategy? = .progressive
        if let node = values["strategy"] { strategy = Self.strategy(node, place, &checker) }
        if let node = values["steps"] {
            strategy = nil
            let elements = checker.elements(
                node,
                list,
                expected: "a list of steps such as [{setWeight: 5 %}, analysis]"
            )
            written = (elements ?? []).enumerated().compactMap { index, node in
                WrittenStep(node, "\(list)[\(index)]", over: base, &checker)
            }
            if let node = values["strategy"] {
                checker.note(place, "the steps are given, or a strategy that names them, not both", at: node)
            }
        }
        guard checker.count == before else { return nil }
        self.strategy = strategy
        if let written {
            self.steps = Self.fitted(written)
            let inherited = zip(written, self.steps).filter { $0.0.inherits }.compactMap(\.1.analysis)
            self.noteUnmeasured(base, by: inherited, "the steps", values, path, &checker)
        } else {
            let strategy = strategy ?? .progressive
            self.steps = strategy.steps(analysis: base)
            let plans = self.steps.compactMap(\.analysis)
            self.noteUnmeasured(base, by: plans, "the steps of '\(strategy.rawValue)'", values, path, &checker)
        }
    }

    private static func strategy(_ node: Node, _ path: String, _ checker: inout ConfigurationChecker) -> Strategy? {
        guard let word = checker.text(node, path) else { return nil }
        if let strategy = Strategy(rawValue: word) { return strategy }
        let suggestion = NearestWord.suggestion(for: word, among: Strategy.allCases.map(\.rawValue))
        checker.note(path, "unknown strategy '\(shortened(word))'", remedy: suggestion, at: node)
        return nil
    }

    /// What a step says itself stays as it is; what it takes over goes where it can be measured.
    private static func fitted(_ written: [WrittenStep]) -> [RolloutStep] {
        zip(written, CandidateTraffic.along(written.map(\.step))).map { written, traffic in
            written.inherits ? written.step.fitted(to: traffic) : written.step
        }
    }

    /// Notes the metrics that are asked for, and that nothing measures.
    private func noteUnmeasured(
        _ base: AnalysisPlan,
        by plans: [AnalysisPlan],
        _ what: String,
        _ values: [String: Node],
        _ path: String,
        _ checker: inout ConfigurationChecker
    ) {
        guard let node = values["analysis"] else { return }
        let place = ConfigurationChecker.place(path, "analysis")
        guard self.steps.contains(where: { $0.analysis != nil }) else {
            return checker.note(place, "\(what) have no analysis", at: node)
        }
        guard case .mapping(let mapping) = node, mapping.contains(where: { $0.key.scalar?.string == "metrics" }) else {
            return
        }
        for (index, metric) in base.metrics.enumerated() where !plans.contains(where: { $0.metrics.contains(metric) }) {
            checker.note(
                "\(place).metrics[\(index)]",
                "\(what) have no analysis that can measure '\(metric.name)'",
                remedy: "disagreement takes copies of requests, latencies take requests that the candidate answers",
                at: node.nearest(to: "metrics[\(index)]")
            )
        }
    }

    /// Notes what is wrong with the steps: where they are written, or at what a strategy makes them of.
    func note(_ problem: PlanProblem, in node: Node, _ path: String, _ checker: inout ConfigurationChecker) {
        guard let strategy, let dot = problem.place.firstIndex(of: ".") else {
            return checker.note(problem, in: node, path)
        }
        let place = String(problem.place[problem.place.index(after: dot)...])
        let key = ConfigurationChecker.place(path, place)
        // The same key makes several of the steps.
        guard !checker.problems.contains(where: { $0.key == key }) else { return }
        let step = problem.place[..<dot]
        checker.note(
            key,
            "\(step) of '\(strategy.rawValue)': \(problem.message)",
            remedy: problem.remedy,
            at: node.nearest(to: place)
        )
    }
}
