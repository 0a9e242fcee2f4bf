internal import AviaryControl
internal import AviaryCore
internal import Yams

/// A step as it is written.
struct WrittenStep {
    private static let keys = [
        "mirror", "setWeight", "pause", "analysis", "backgroundAnalysis", "preview", "switch", "bake",
    ]
    private static let expected = "a step such as {setWeight: 5 %}, {pause: 10m}, analysis or switch"

    /// The step.
    var step: RolloutStep
    /// Whether the candidate is judged by what holds for all steps, and so only by those metrics that can be measured.
    private(set) var inherits = false

    /// Reads a step.
    ///
    /// - Parameters:
    ///   - node: a word, or a mapping of one key.
    ///   - path: where it is.
    ///   - base: how candidates are judged where the step does not say.
    ///   - checker: notes what is wrong.
    init?(_ node: Node, _ path: String, over base: AnalysisPlan, _ checker: inout ConfigurationChecker) {
        if let word = node.scalar?.string {
            guard let step = Self.step(word, base) else {
                Self.noteWord(word, path, at: node, &checker)
                return nil
            }
            self.step = step
            self.inherits = step.analysis != nil
            return
        }
        guard let (key, value) = checker.alternative(node, path, among: Self.keys, expected: Self.expected) else {
            return nil
        }
        let place = "\(path).\(key)"
        let isBare = if case .mapping(let mapping) = value { mapping.isEmpty } else { value.scalar?.isNothing ?? false }
        if isBare, let step = Self.step(key, base) {
            self.step = step
            self.inherits = step.analysis != nil
            return
        }
        switch key {
        case "mirror":
            guard let share = checker.weight(value, place) else { return nil }
            self.step = .mirror(share)
        case "setWeight":
            guard let weight = checker.weight(value, place) else { return nil }
            self.step = .setWeight(weight)
        case "pause":
            guard let time = Self.time(value, place, &checker) else { return nil }
            self.step = .pause(time)
        case "bake":
            guard let time = Self.time(value, place, &checker) else { return nil }
            self.step = .bake(time)
        case "analysis", "backgroundAnalysis":
            let plan = AnalysisPlan(value, place, over: base, &checker)
            self.step = key == "analysis" ? .analysis(plan) : .backgroundAnalysis(plan)
            self.inherits = !Self.hasMetrics(value)
        default:
            checker.note(place, expected: "nothing but its name", got: value)
            return nil
        }
    }

    /// A step that needs no more than its name.
    private static func step(_ word: String, _ base: AnalysisPlan) -> RolloutStep? {
        switch word {
        case "pause": .pause(nil)
        case "analysis": .analysis(base)
        case "backgroundAnalysis": .backgroundAnalysis(base)
        case "preview": .preview
        case "switch": .switch
        default: nil
        }
    }

    private static func noteWord(
        _ word: String,
        _ path: String,
        at node: Node,
        _ checker: inout ConfigurationChecker
    ) {
        if Self.keys.contains(word) {
            checker.note(path, expected: Self.expected, got: node)
        } else {
            let suggestion = NearestWord.suggestion(for: word, among: Self.keys)
            checker.note(path, "unknown step '\(shortened(word))'", remedy: suggestion, at: node)
        }
    }

    private static func time(_ node: Node, _ path: String, _ checker: inout ConfigurationChecker) -> Duration? {
        checker.duration(node, path, in: .nanoseconds(1)...ConfigurationChecker.longest)
    }

    private static func hasMetrics(_ node: Node) -> Bool {
        guard case .mapping(let mapping) = node else { return false }
        return mapping.contains { $0.key.scalar?.string == "metrics" }
    }
}
