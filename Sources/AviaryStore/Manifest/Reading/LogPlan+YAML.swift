internal import AviaryControl
internal import AviaryCore
internal import Yams

extension LogPlan {
    private static let keys = ["sample", "maxBody", "keepFor", "keepAtMost", "fields", "subject"]
    /// The longest time that a row may be kept: ten years.
    private static let longest = Duration.seconds(3650 * 24 * 60 * 60)

    /// Reads what the prediction log keeps of an endpoint; what is not said is as usual.
    init(_ node: Node, _ path: String, _ checker: inout ConfigurationChecker) {
        self.init()
        guard let values = checker.section(node, path, keys: Self.keys) else { return }
        if let node = values["sample"], let share = checker.weight(node, "\(path).sample") { self.sample = share }
        if let node = values["maxBody"], let size = checker.size(node, "\(path).maxBody") { self.maxBody = size }
        if let node = values["keepFor"],
            let time = checker.duration(node, "\(path).keepFor", in: .seconds(60)...Self.longest)
        {
            self.keepFor = time
        }
        if let node = values["keepAtMost"], let size = checker.size(node, "\(path).keepAtMost") {
            self.keepAtMost = size
        }
        if let node = values["fields"] { self.takeFields(node, "\(path).fields", &checker) }
        if let node = values["subject"], let subject = Subject(node, "\(path).subject", &checker) {
            self.subject = subject
        }
    }

    private mutating func takeFields(_ node: Node, _ path: String, _ checker: inout ConfigurationChecker) {
        let expected = "a mapping of names to rules such as {email: hash, \"*\": keep}"
        for (name, value) in checker.entries(node, path, expected: expected) ?? [] {
            guard let rule = value.scalar.flatMap({ FieldRule(rawValue: $0.string) }) else {
                checker.note("\(path).\(shortened(name))", expected: "keep, hash, mask or drop", got: value)
                continue
            }
            self.fields[name] = rule
        }
    }
}

extension LogPlan.Subject {
    private static let expected = "key, {parameter: NAME} or {input: NAME}"

    /// Reads whose data a request is.
    fileprivate init?(_ node: Node, _ path: String, _ checker: inout ConfigurationChecker) {
        if node.scalar?.string == "key" {
            self = .key
            return
        }
        let keys = ["parameter", "input"]
        guard let (key, value) = checker.alternative(node, path, among: keys, expected: Self.expected),
            let name = checker.text(value, "\(path).\(key)")
        else { return nil }
        self = key == "parameter" ? .parameter(name) : .input(name)
    }
}

extension ConfigurationChecker {
    /// A number of bytes.
    fileprivate mutating func size(_ node: Node, _ path: String) -> Int? {
        if let text = node.scalar?.string, let size = try? ByteSizeText.parse(text) { return size }
        self.note(path, expected: "a size in B, KiB, MiB or GiB such as 64KiB", got: node)
        return nil
    }
}
