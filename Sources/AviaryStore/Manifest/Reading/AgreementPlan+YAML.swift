internal import AviaryControl
internal import Yams

extension AgreementPlan {
    /// Reads the rules by output.
    init(_ node: Node, _ path: String, _ checker: inout ConfigurationChecker) {
        self.init()
        let expected = "a mapping of outputs to rules such as {scores: label}"
        for (name, value) in checker.entries(node, path, expected: expected) ?? [] {
            self.rules[name] = Rule(value, "\(path).\(shortened(name))", &checker)
        }
    }
}

extension AgreementPlan.Rule {
    private static let expected =
        "label, exact, ignored, {tolerance: {absolute: 0.001, relative: 0.01}}, {topK: {count: 5, atLeast: 0.8}}, "
        + "{boxes: {overlap: 0.5, atLeast: 0.9}} or {text: {atMost: 0.1}}"

    fileprivate init?(_ node: Node, _ path: String, _ checker: inout ConfigurationChecker) {
        switch node.scalar?.string {
        case "label": self = .label
        case "exact": self = .exact
        case "ignored": self = .ignored
        default:
            let keys = ["tolerance", "topK", "boxes", "text"]
            guard let (key, value) = checker.alternative(node, path, among: keys, expected: Self.expected) else {
                return nil
            }
            let place = "\(path).\(key)"
            switch key {
            case "tolerance":
                guard let amounts = checker.amounts(["absolute", "relative"], of: value, place) else { return nil }
                self = .tolerance(absolute: amounts[0], relative: amounts[1])
            case "topK":
                let before = checker.count
                guard let values = checker.section(value, place, keys: ["count", "atLeast"]) else { return nil }
                let count = checker.required("count", of: values, place, value)
                    .flatMap { checker.integer($0, "\(place).count", in: 1...1000) }
                let share = checker.required("atLeast", of: values, place, value)
                    .flatMap { checker.part($0, "\(place).atLeast") }
                guard let count, let share, checker.count == before else { return nil }
                self = .topK(count: count, atLeast: share)
            case "boxes":
                guard let parts = checker.parts(["overlap", "atLeast"], of: value, place) else { return nil }
                self = .boxes(overlap: parts[0], atLeast: parts[1])
            default:
                guard let parts = checker.parts(["atMost"], of: value, place) else { return nil }
                self = .text(atMost: parts[0])
            }
        }
    }
}
