package import AviaryCore
internal import Yams

extension ModelConfiguration {
    /// The keys of a `model.yaml`.
    private static let keys = [
        "description", "versionPolicy", "instances", "intraOpThreads", "executionProviders", "batching", "queueSize",
        "defaultDeadline", "warmUp", "labels", "content", "detection",
    ]

    /// Reads a `model.yaml`.
    ///
    /// - Parameters:
    ///   - yaml: the file's bytes.
    ///   - labelFile: reads the labels in a text file that the configuration names, one a line.
    /// - Throws: `AviaryError` with code `invalidArgument` that names all problems with their lines.
    package init(
        yaml: [UInt8],
        labelFile: (String) throws(AviaryError) -> [String]
    ) throws(AviaryError) {
        self.init()
        guard let root = try ConfigurationText.parse(yaml) else { return }
        var checker = ConfigurationChecker()
        self.take(root, &checker, labelFile)
        guard checker.problems.isEmpty else {
            throw AviaryError(.invalidArgument, checker.problems.map(\.description).joined(separator: "; "))
        }
    }

    private mutating func take(
        _ root: Node,
        _ checker: inout ConfigurationChecker,
        _ labelFile: (String) throws(AviaryError) -> [String]
    ) {
        guard case .mapping = root else {
            checker.note("a configuration is a mapping of keys to values such as 'instances: 2'", at: root)
            return
        }
        guard let values = checker.section(root, "", keys: Self.keys) else { return }
        if let node = values["description"] { self.description = checker.text(node, "description") }
        if let node = values["versionPolicy"], let policy = VersionPolicy(node, &checker) {
            self.versionPolicy = policy
        }
        if let node = values["instances"], let number = checker.integer(node, "instances", in: 1...256) {
            self.instances = number
        }
        if let node = values["intraOpThreads"], let number = checker.integer(node, "intraOpThreads", in: 1...256) {
            self.intraOpThreads = number
        }
        if let node = values["executionProviders"] { self.executionProviders = Self.providers(node, &checker) }
        if let node = values["batching"], let batching = Batching(node, &checker) { self.batching = batching }
        if let node = values["queueSize"], let number = checker.integer(node, "queueSize", in: 1...65536) {
            self.queueSize = number
        }
        if let node = values["defaultDeadline"] {
            self.defaultDeadline = checker.duration(
                node,
                "defaultDeadline",
                in: .microseconds(1)...(.seconds(24 * 3600))
            )
        }
        if let node = values["warmUp"] { self.warmUp = WarmUp.list(node, &checker) }
        if let node = values["labels"] { self.labels = Self.labels(node, &checker, labelFile) }
        if let node = values["content"] { self.content = Self.content(node, &checker) }
        if let node = values["detection"] { self.detection = DetectionConfiguration(node, &checker, labelFile) }
    }

    private static func providers(_ node: Node, _ checker: inout ConfigurationChecker) -> [String] {
        let path = "executionProviders"
        var names: [String] = []
        for element in checker.elements(node, path, expected: "a list of names such as [CUDA]") ?? [] {
            guard let name = checker.text(element, "\(path)[\(names.count)]") else { continue }
            if names.contains(name) {
                checker.note("'\(path)' names '\(shortened(name))' twice", at: element)
            }
            names.append(name)
        }
        return names
    }
}

extension ModelConfiguration.VersionPolicy {
    /// Reads `all`, `{latest: 2}` or `{specific: [1, 3]}`.
    fileprivate init?(_ node: Node, _ checker: inout ConfigurationChecker) {
        let path = "versionPolicy"
        let expected = "all, {latest: 1} or {specific: [1, 3]}"
        if node.scalar?.string == "all" {
            self = .all
            return
        }
        let before = checker.problems.count
        guard let values = checker.section(node, path, keys: ["latest", "specific"], expected: expected) else {
            return nil
        }
        switch (values["latest"], values["specific"]) {
        case (let count?, nil):
            guard let count = checker.integer(count, "\(path).latest", in: 1...1024) else { return nil }
            self = .latest(count)
        case (nil, let list?):
            guard let versions = Self.versions(list, &checker) else { return nil }
            self = .specific(versions)
        default:
            // An unknown key has been named already.
            if checker.problems.count == before { checker.note("'\(path)' is \(expected), one of them", at: node) }
            return nil
        }
    }

    private static func versions(_ node: Node, _ checker: inout ConfigurationChecker) -> [VersionNumber]? {
        let path = "versionPolicy.specific"
        let expected = "a list of version numbers such as [1, 3]"
        guard let elements = checker.elements(node, path, expected: expected) else { return nil }
        guard !elements.isEmpty else {
            checker.note("'\(path)' is \(expected), got an empty list", at: node)
            return nil
        }
        var versions: [VersionNumber] = []
        for (index, element) in elements.enumerated() {
            guard let number = checker.integer(element, "\(path)[\(index)]", in: 1...(.max)) else { continue }
            let version = VersionNumber(UInt64(number))
            if versions.contains(version) {
                checker.note("'\(path)' names version \(version) twice", at: element)
            }
            versions.append(version)
        }
        return versions
    }
}
