internal import AviaryCore
internal import Yams

/// One thing that is wrong in a `model.yaml` or in a manifest.
package struct ConfigurationProblem: Sendable, Hashable, CustomStringConvertible {
    /// The line, counted from 1, if it is known.
    package let line: Int?
    /// Which key, what was expected and what came.
    package let message: String
    /// The key, where the message is about one; `detail` and `remedy` then say the same as the message without it.
    let key: String
    let detail: String
    let remedy: String?

    /// Line and message.
    package var description: String { self.line.map { "line \($0): \(self.message)" } ?? self.message }
}

/// Takes typed values out of a YAML tree and keeps a list of all that is wrong, so that a file is reported once.
///
/// Every method returns `nil` after it has noted a problem; the caller then leaves the default in place.
struct ConfigurationChecker {
    /// The most problems that are kept; a file with more has one cause.
    private let maximumProblems: Int

    /// What is wrong so far, in the order of the file's keys as they are read.
    private(set) var problems: [ConfigurationProblem] = []
    /// How many problems there were, those that are not kept among them.
    private(set) var count = 0

    init(maximumProblems: Int = 20) { self.maximumProblems = maximumProblems }

    /// Notes that something is wrong.
    mutating func note(_ message: String, at node: Node?) {
        self.note(message, key: "", detail: message, at: node)
    }

    /// Notes that a value is not what its key asks for.
    mutating func note(_ path: String, expected: String, got node: Node) {
        let words = Self.words(for: node)
        let detail = "expected \(expected), got \(words)"
        self.note("'\(path)' is \(expected), got \(words)", key: path, detail: detail, at: node)
    }

    /// Notes that something is wrong with what stands at a key.
    mutating func note(_ path: String, _ detail: String, remedy: String? = nil, at node: Node?) {
        self.note("'\(path)': \(detail)", key: path, detail: detail, remedy: remedy, at: node)
    }

    private mutating func note(
        _ message: String,
        key: String,
        detail: String,
        remedy: String? = nil,
        at node: Node?
    ) {
        self.count += 1
        guard self.problems.count < self.maximumProblems else { return }
        let line = node?.mark?.line
        let problem = ConfigurationProblem(line: line, message: message, key: key, detail: detail, remedy: remedy)
        self.problems.append(problem)
    }

    /// A mapping's values by their keys, all of which must be known, and none of them for later.
    mutating func section(
        _ node: Node,
        _ path: String,
        keys: [String],
        later: [String] = [],
        expected: String = "a mapping"
    ) -> [String: Node]? {
        guard case .mapping(let mapping) = node else {
            self.note(path, expected: expected, got: node)
            return nil
        }
        var values: [String: Node] = [:]
        for (key, value) in mapping {
            guard case .scalar(let scalar) = key, keys.contains(scalar.string) else {
                if let word = key.scalar?.string, later.contains(word) {
                    self.note(Self.place(path, word), "is not offered yet", at: key)
                } else {
                    self.noteUnknown(key, in: path, keys: keys)
                }
                continue
            }
            values[scalar.string] = value
        }
        return values
    }

    private mutating func noteUnknown(_ key: Node, in path: String, keys: [String]) {
        let place = path.isEmpty ? "" : " in '\(path)'"
        guard case .scalar(let scalar) = key else {
            self.note("a key\(place) is a word, got \(Self.words(for: key))", at: key)
            return
        }
        let suggestion = NearestWord.suggestion(for: scalar.string, among: keys)
        let word = shortened(scalar.string)
        self.note(
            "unknown key '\(word)'\(place), \(suggestion)",
            key: Self.place(path, word),
            detail: "unknown key",
            remedy: suggestion,
            at: key
        )
    }

    /// A key's path.
    static func place(_ path: String, _ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    /// A mapping whose keys are names that the model chose.
    mutating func entries(_ node: Node, _ path: String, expected: String) -> [(name: String, value: Node)]? {
        guard case .mapping(let mapping) = node else {
            self.note(path, expected: expected, got: node)
            return nil
        }
        var entries: [(name: String, value: Node)] = []
        for (key, value) in mapping {
            guard let name = self.text(key, "the name of an entry in \(path)") else { continue }
            entries.append((name, value))
        }
        return entries
    }

    /// A list's elements.
    mutating func elements(_ node: Node, _ path: String, expected: String) -> [Node]? {
        guard case .sequence(let sequence) = node else {
            self.note(path, expected: expected, got: node)
            return nil
        }
        return Array(sequence)
    }

    /// Text that is not empty; numbers and truth values are taken as they are written.
    mutating func text(_ node: Node, _ path: String) -> String? {
        guard case .scalar(let scalar) = node, !scalar.isNothing, !scalar.string.isEmpty else {
            self.note(path, expected: "text", got: node)
            return nil
        }
        return scalar.string
    }

    /// A whole number in decimal digits.
    mutating func integer(_ node: Node, _ path: String, in range: ClosedRange<Int>) -> Int? {
        let isPlain = if case .scalar(let scalar) = node { scalar.style == .plain } else { false }
        guard isPlain, let text = node.scalar?.string, text.first != "+", let number = Int(text),
            range.contains(number)
        else {
            let bounds =
                range.upperBound == .max ? "\(range.lowerBound) up" : "\(range.lowerBound) to \(range.upperBound)"
            self.note(path, expected: "a whole number from \(bounds)", got: node)
            return nil
        }
        return number
    }

    /// A duration with its unit.
    mutating func duration(_ node: Node, _ path: String, in range: ClosedRange<Duration>) -> Duration? {
        guard let text = node.scalar?.string, let duration = try? DurationText.parse(text), range.contains(duration)
        else {
            let bounds = "\(DurationText.print(range.lowerBound)) to \(DurationText.print(range.upperBound))"
            self.note(path, expected: "a duration such as 500us, 2ms or 30s, from \(bounds)", got: node)
            return nil
        }
        return duration
    }

    /// What a node is, in words fit for an error.
    private static func words(for node: Node) -> String {
        switch node {
        case .scalar(let scalar) where scalar.isNothing: "nothing"
        case .scalar(let scalar) where scalar.style == .plain: "'\(shortened(scalar.string))'"
        case .scalar(let scalar): "the text '\(shortened(scalar.string))'"
        case .sequence: "a list"
        case .mapping: "a mapping"
        case .alias: "an alias"
        }
    }
}

extension Node.Scalar {
    /// Whether this is YAML's null.
    var isNothing: Bool {
        self.style == .plain && ["", "~", "null", "Null", "NULL"].contains(self.string)
    }
}
