package import AviaryControl
internal import AviaryCore
internal import Yams

/// Manifests as people write them: YAML, and JSON, which is YAML.
package enum ManifestText {
    /// The most documents in a file.
    private static let maximumDocuments = 1000
    /// The most problems that are told of a file.
    private static let maximumProblems = 100
    /// What every document begins with.
    static let version = "aviary/v1"

    /// Reads a manifest.
    ///
    /// - Parameters:
    ///   - text: at most 1 MiB, at most 1000 documents, separated by `---`, without aliases.
    ///   - file: the file's name, for the errors.
    /// - Returns: the documents, in their order; at least one.
    /// - Throws: `ManifestError` with everything that is wrong.
    package static func parse(_ text: String, file: String) throws(ManifestError) -> [ManifestDocument] {
        let roots = try Self.roots(text, file)
        var checker = ConfigurationChecker(maximumProblems: Self.maximumProblems)
        var documents: [ManifestDocument] = []
        var names: Set<[String]> = []
        for root in roots {
            guard let document = ManifestDocument(root, &checker) else { continue }
            let (kind, name) = document.identity
            if !names.insert([kind, name]).inserted {
                let words = "another \(kind) in this file has the name '\(name)'"
                checker.note("metadata.name", words, at: root.nearest(to: "metadata.name"))
            }
            documents.append(document)
        }
        try Self.check(checker, file)
        return documents
    }

    /// Reads how one candidate is introduced: what stands in a manifest at `spec.rollout`.
    ///
    /// - Parameters:
    ///   - text: one document, at most 1 MiB.
    ///   - file: the file's name, for the errors.
    /// - Returns: the introduction.
    /// - Throws: `ManifestError` with everything that is wrong.
    package static func introduction(
        _ text: String,
        file: String
    ) throws(ManifestError) -> EndpointSpecification.Introduction {
        let roots = try Self.roots(text, file)
        guard roots.count == 1, let root = roots.first else {
            throw Self.error(file, nil, "one document is expected, got \(roots.count)")
        }
        var checker = ConfigurationChecker(maximumProblems: Self.maximumProblems)
        let introduction = EndpointSpecification.Introduction(root, "", &checker)
        try Self.check(checker, file)
        guard let introduction else { throw Self.error(file, root.mark?.line, "this is no rollout") }
        return introduction
    }

    /// Documents that are not empty.
    private static func roots(_ text: String, _ file: String) throws(ManifestError) -> [Node] {
        do throws(ConfigurationText.Failure) {
            let all = try ConfigurationText.documents(Array(text.utf8), "a manifest", limit: Self.maximumDocuments)
            let roots = all.filter { !($0.scalar?.isNothing ?? false) }
            if !roots.isEmpty { return roots }
        } catch {
            let message = error.column.map { "not YAML: column \($0): \(error.message)" } ?? error.message
            throw Self.error(file, error.line, message, remedy: error.remedy)
        }
        throw Self.error(file, nil, "there is nothing in it")
    }

    private static func check(_ checker: ConfigurationChecker, _ file: String) throws(ManifestError) {
        guard !checker.problems.isEmpty else { return }
        let problems = checker.problems.map { problem in
            ManifestError.Problem(
                file: file,
                line: problem.line,
                key: problem.key,
                message: problem.detail,
                remedy: problem.remedy
            )
        }
        throw ManifestError(problems: problems.sorted { ($0.line ?? 0) < ($1.line ?? 0) })
    }

    private static func error(_ file: String, _ line: Int?, _ message: String, remedy: String? = nil) -> ManifestError {
        let problem = ManifestError.Problem(file: file, line: line, key: "", message: message, remedy: remedy)
        return ManifestError(problems: [problem])
    }
}

extension ManifestDocument {
    /// The kinds of documents.
    private enum Kind: String, CaseIterable {
        case endpoint = "Endpoint"
        case notifier = "Notifier"
    }

    /// The kinds that are for later.
    private static let later = ["Pipeline"]

    /// What it is called, and among what.
    fileprivate var identity: (kind: String, name: String) {
        switch self {
        case .endpoint(let endpoint): (Kind.endpoint.rawValue, endpoint.name.rawValue)
        case .notifier(let notifier): (Kind.notifier.rawValue, notifier.name)
        }
    }

    /// Reads a document.
    fileprivate init?(_ root: Node, _ checker: inout ConfigurationChecker) {
        let before = checker.count
        let expected = "a document with apiVersion, kind, metadata and spec"
        let keys = ["apiVersion", "kind", "metadata", "spec"]
        guard let values = checker.section(root, "", keys: keys, expected: expected) else { return nil }
        if let node = checker.required("apiVersion", of: values, "", root), node.scalar?.string != ManifestText.version
        {
            checker.note("apiVersion", expected: "'\(ManifestText.version)'", got: node)
        }
        guard let node = checker.required("kind", of: values, "", root), let kind = Self.kind(node, &checker) else {
            return nil
        }
        switch kind {
        case .endpoint:
            guard let endpoint = EndpointSpecification(values, root, &checker) else { return nil }
            self = .endpoint(endpoint)
        case .notifier:
            guard let notifier = NotifierSpecification(values, root, &checker) else { return nil }
            self = .notifier(notifier)
        }
        guard checker.count == before else { return nil }
    }

    private static func kind(_ node: Node, _ checker: inout ConfigurationChecker) -> Kind? {
        guard let word = checker.text(node, "kind") else { return nil }
        if let kind = Kind(rawValue: word) { return kind }
        if Self.later.contains(word) {
            checker.note("kind", "a \(word) is not offered yet", at: node)
        } else {
            let suggestion = NearestWord.suggestion(for: word, among: Kind.allCases.map(\.rawValue))
            checker.note("kind", "unknown kind '\(shortened(word))'", remedy: suggestion, at: node)
        }
        return nil
    }
}
