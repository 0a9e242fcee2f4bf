internal import AviaryControl
internal import AviaryCore
internal import Yams

extension NotifierSpecification {
    private static let ways = ["webhook", "alertmanager", "command", "log"]
    private static let keys = Self.ways + ["severities", "events"]
    private static let maximumArguments = 64

    /// Reads a notifier.
    init?(_ values: [String: Node], _ root: Node, _ checker: inout ConfigurationChecker) {
        var name: String?
        if let node = checker.required("metadata", of: values, "", root),
            let metadata = checker.section(node, "metadata", keys: ["name"]),
            let node = checker.required("name", of: metadata, "metadata", node)
        {
            name = checker.name(node, "metadata.name")?.rawValue
        }
        guard let node = checker.required("spec", of: values, "", root),
            let spec = checker.section(node, "spec", keys: Self.keys)
        else { return nil }
        let given = Self.ways.filter { spec[$0] != nil }
        guard let word = given.first, given.count == 1, let value = spec[word] else {
            checker.note("spec", "expected one of \(Self.ways.joined(separator: ", "))", at: node)
            return nil
        }
        let severities =
            spec["severities"].map { checker.words($0, "spec.severities", MonitorSpecification.Severity.self) }
            ?? MonitorSpecification.Severity.allCases
        let topics = spec["events"].map { checker.words($0, "spec.events", Topic.self) } ?? Topic.allCases
        if word == "alertmanager", let node = spec["events"], topics != [.alerts] {
            checker.note("spec.events", "Alertmanager takes alerts only", at: node)
        }
        guard let (way, timeout) = Self.way(word, value, "spec.\(word)", &checker), let name else { return nil }
        self.init(name: name, way: way, timeout: timeout, severities: severities, topics: topics)
    }

    private static func way(
        _ word: String,
        _ node: Node,
        _ path: String,
        _ checker: inout ConfigurationChecker
    ) -> (Way, Duration)? {
        switch word {
        case "log":
            guard node.scalar?.string == "true" else {
                checker.note(path, expected: "true", got: node)
                return nil
            }
            return (.log, Self.usualTimeout)
        case "command":
            // A list is the program and its arguments; a mapping has room for more.
            if case .sequence = node {
                return Self.arguments(node, path, &checker).map { (.command(arguments: $0), Self.usualTimeout) }
            }
            let expected = "a list such as [/usr/local/bin/page, --now], or {run: [...], timeout: 5s}"
            guard let values = checker.section(node, path, keys: ["run", "timeout"], expected: expected) else {
                return nil
            }
            let timeout = Self.timeout(values, path, &checker)
            guard let node = checker.required("run", of: values, path, node),
                let arguments = Self.arguments(node, "\(path).run", &checker)
            else { return nil }
            return (.command(arguments: arguments), timeout)
        default:
            guard let values = checker.section(node, path, keys: ["url", "timeout"]) else { return nil }
            let node = checker.required("url", of: values, path, node)
            let url = node.flatMap { checker.text($0, "\(path).url") }
            if let words = url.flatMap(WebAddress.problem) { checker.note("\(path).url", words, at: node) }
            let timeout = Self.timeout(values, path, &checker)
            return url.map { (word == "webhook" ? .webhook(url: $0) : .alertmanager(url: $0), timeout) }
        }
    }

    private static func timeout(
        _ values: [String: Node],
        _ path: String,
        _ checker: inout ConfigurationChecker
    ) -> Duration {
        guard let node = values["timeout"] else { return Self.usualTimeout }
        return checker.duration(node, "\(path).timeout", in: .milliseconds(1)...(.seconds(60))) ?? Self.usualTimeout
    }

    private static func arguments(_ node: Node, _ path: String, _ checker: inout ConfigurationChecker) -> [String]? {
        let expected = "a list such as [/usr/local/bin/page, --now]"
        guard let nodes = checker.elements(node, path, expected: expected) else { return nil }
        let arguments = nodes.enumerated().compactMap { checker.text($1, "\(path)[\($0)]") }
        guard arguments.count == nodes.count else { return nil }
        guard (1...Self.maximumArguments).contains(arguments.count), !arguments.contains(where: { $0.contains("\0") })
        else {
            checker.note(path, "a program and at most \(Self.maximumArguments - 1) arguments", at: node)
            return nil
        }
        return arguments
    }
}

extension ConfigurationChecker {
    /// One word of several.
    mutating func word<Word: RawRepresentable & CaseIterable>(
        _ node: Node,
        _ path: String,
        _ type: Word.Type
    ) -> Word? where Word.RawValue == String {
        guard let text = self.text(node, path) else { return nil }
        if let word = Word(rawValue: text) { return word }
        let suggestion = NearestWord.suggestion(for: text, among: type.allCases.map(\.rawValue))
        self.note(path, "unknown word '\(shortened(text))'", remedy: suggestion, at: node)
        return nil
    }

    /// A list of some words, each once, in the order in which they are known.
    mutating func words<Word: RawRepresentable & CaseIterable & Hashable>(
        _ node: Node,
        _ path: String,
        _ type: Word.Type
    ) -> [Word] where Word.RawValue == String {
        let known = type.allCases.map(\.rawValue).joined(separator: ", ")
        let nodes = self.elements(node, path, expected: "a list of \(known)") ?? []
        let words = Set(nodes.enumerated().compactMap { self.word($1, "\(path)[\($0)]", type) })
        if nodes.isEmpty, case .sequence = node { self.note(path, expected: "one at least of \(known)", got: node) }
        return type.allCases.filter { words.contains($0) }
    }
}
