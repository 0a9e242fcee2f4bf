internal import AviaryControl
internal import AviaryCore
internal import Yams

extension AnalysisPlan {
    /// Reads how a candidate is judged, and notes what cannot be.
    ///
    /// - Parameters:
    ///   - node: a mapping.
    ///   - path: where it is.
    ///   - base: what holds where nothing is said.
    ///   - checker: notes what is wrong.
    init(_ node: Node, _ path: String, over base: AnalysisPlan, _ checker: inout ConfigurationChecker) {
        self = base
        let before = checker.count
        let keys = ["alpha", "min", "minTime", "max", "metrics"]
        let expected = "a mapping such as {min: 500, max: 2h, metrics: [{name: error-rate}]}"
        guard let values = checker.section(node, path, keys: keys, expected: expected) else { return }
        if let node = values["alpha"], let number = checker.decimal(node, Self.place(path, "alpha")) {
            self.alpha = number
        }
        if let node = values["min"],
            let number = checker.integer(node, Self.place(path, "min"), in: 0...1_000_000_000)
        {
            self.minimumRequests = number
        }
        let longest = ConfigurationChecker.longest
        if let node = values["minTime"],
            let time = checker.duration(node, Self.place(path, "minTime"), in: .zero...longest)
        {
            self.minimumTime = time
        }
        if let node = values["max"],
            let time = checker.duration(node, Self.place(path, "max"), in: .nanoseconds(1)...longest)
        {
            self.deadline = time
        }
        if let node = values["metrics"] { self.metrics = Self.metrics(node, Self.place(path, "metrics"), &checker) }
        guard checker.count == before, base.problems.isEmpty else { return }
        for problem in self.problems {
            checker.note(problem, in: node, path)
        }
    }

    private static func place(_ path: String, _ key: String) -> String { ConfigurationChecker.place(path, key) }

    private static func metrics(
        _ node: Node,
        _ path: String,
        _ checker: inout ConfigurationChecker
    ) -> [AnalysisMetric] {
        let expected = "a list such as [{name: error-rate, margin: 0.01}]"
        return (checker.elements(node, path, expected: expected) ?? []).enumerated().compactMap { index, node in
            AnalysisMetric(node, "\(path)[\(index)]", &checker)
        }
    }
}

extension ConfigurationChecker {
    /// Notes what is wrong with a plan, where it is said.
    ///
    /// - Parameters:
    ///   - problem: what is wrong.
    ///   - node: what the problem's place begins at.
    ///   - path: where that is.
    mutating func note(_ problem: PlanProblem, in node: Node, _ path: String) {
        let place = [path, problem.place].filter { !$0.isEmpty }.joined(separator: ".")
        self.note(place, problem.message, remedy: problem.remedy, at: node.nearest(to: problem.place))
    }
}
