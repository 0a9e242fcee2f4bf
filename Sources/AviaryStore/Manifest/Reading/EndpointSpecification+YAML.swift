internal import AviaryControl
internal import AviaryCore
internal import Yams

extension EndpointSpecification {
    private static let keys = [
        "model", "stable", "routing", "experiment", "shadows", "agreement", "rollout", "monitors", "log",
    ]
    /// What is known, and not there.
    private static let later = ["automation", "retraining"]

    /// Reads an endpoint.
    ///
    /// - Parameters:
    ///   - values: the document's sections.
    ///   - root: the document.
    ///   - checker: notes what is wrong.
    init?(_ values: [String: Node], _ root: Node, _ checker: inout ConfigurationChecker) {
        let before = checker.count
        var (name, owner): (ModelName?, String?)
        if let node = checker.required("metadata", of: values, "", root),
            let metadata = checker.section(node, "metadata", keys: ["name", "owner"])
        {
            if let node = checker.required("name", of: metadata, "metadata", node) {
                name = checker.name(node, "metadata.name")
            }
            if let node = metadata["owner"] { owner = checker.text(node, "metadata.owner") }
        }
        // What is wrong further down is told as well, so a name is made up where none can be read.
        guard let stand = name ?? (try? ModelName("endpoint")) else { return nil }
        self.init(name: stand, model: stand)
        self.owner = owner
        if let node = values["spec"] { self.take(node, &checker) }
        guard checker.count == before else { return nil }
        for problem in self.problems {
            let parts = problem.split(separator: ": ", maxSplits: 1)
            guard let key = parts.first, let words = parts.last, parts.count == 2 else { continue }
            checker.note("spec.\(key)", String(words), at: root.nearest(to: "spec.\(key)"))
        }
    }

    private mutating func take(_ node: Node, _ checker: inout ConfigurationChecker) {
        guard let values = checker.section(node, "spec", keys: Self.keys, later: Self.later) else { return }
        if let node = values["model"], let model = checker.name(node, "spec.model") { self.model = model }
        if let node = values["stable"] { self.stable = checker.version(node, "spec.stable") }
        if let node = values["routing"] { self.takeRouting(node, &checker) }
        if let node = values["experiment"] { self.experiment = Self.shares(node, "spec.experiment", &checker) }
        if let node = values["shadows"] { self.shadows = Self.shares(node, "spec.shadows", &checker) }
        if let node = values["agreement"] { self.agreement = AgreementPlan(node, "spec.agreement", &checker) }
        if let node = values["monitors"] { self.monitors = checker.monitors(node, "spec.monitors") }
        if let node = values["log"] { self.log = LogPlan(node, "spec.log", &checker) }
        if let node = values["rollout"] { self.rollout = Introduction(node, "spec.rollout", &checker) }
    }

    private static func shares(_ node: Node, _ path: String, _ checker: inout ConfigurationChecker) -> [Share] {
        checker.shares(node, path).map { Share(version: $0.version, weight: $0.weight) }
    }

    private mutating func takeRouting(_ node: Node, _ checker: inout ConfigurationChecker) {
        guard let values = checker.section(node, "spec.routing", keys: ["key", "fallback"]) else { return }
        if let node = values["key"], let key = RoutingKey(node, "spec.routing.key", &checker) { self.key = key }
        if let node = values["fallback"] { self.takeFallback(node, "spec.routing.fallback", &checker) }
    }

    private mutating func takeFallback(_ node: Node, _ path: String, _ checker: inout ConfigurationChecker) {
        switch node.scalar?.string {
        case "stable": self.fallback = Fallback()
        case "none": self.fallback = nil
        default:
            let expected = "stable, none or {deadlineShare: 50 %}"
            guard let values = checker.section(node, path, keys: ["deadlineShare"], expected: expected),
                let node = checker.required("deadlineShare", of: values, path, node),
                let share = checker.weight(node, "\(path).deadlineShare")
            else { return }
            if share == .none {
                checker.note("\(path).deadlineShare", "a candidate needs some of a request's time", at: node)
            }
            self.fallback = Fallback(deadlineShare: share)
        }
    }
}

extension RoutingKey {
    private static let expected = "random, {header: NAME}, {cookie: NAME}, {claim: NAME} or {parameter: NAME}"
    private static let maximumLength = 128

    /// Reads what keeps requests of the same origin together.
    fileprivate init?(_ node: Node, _ path: String, _ checker: inout ConfigurationChecker) {
        if node.scalar?.string == "random" {
            self = .random
            return
        }
        let keys = ["header", "cookie", "claim", "parameter"]
        guard let (key, value) = checker.alternative(node, path, among: keys, expected: Self.expected),
            let name = checker.text(value, "\(path).\(key)")
        else { return nil }
        let isToken = name.utf8.allSatisfy { Self.isTokenByte($0) }
        guard name.utf8.count <= Self.maximumLength, isToken || key == "claim" || key == "parameter" else {
            let kind = key == "claim" || key == "parameter" ? "characters" : "letters, digits and signs such as '-'"
            checker.note("\(path).\(key)", expected: "a name of at most \(Self.maximumLength) \(kind)", got: value)
            return nil
        }
        switch key {
        case "header": self = .header(name.lowercased())
        case "cookie": self = .cookie(name)
        case "claim": self = .claim(name)
        default: self = .parameter(name)
        }
    }

    /// Whether a byte may be part of the name of a header field or a cookie (RFC 9110, section 5.6.2: `tchar`).
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
