/// The classes that a model's own metadata name, as ultralytics' exports do: `names` is `{0: 'person', 1: "it's"}`.
enum NamesInMetadata {
    /// Reads the entry.
    ///
    /// - Parameter text: a dictionary as Python prints it.
    /// - Returns: the names in the order of their numbers; empty for anything else.
    static func parse(_ text: String) -> [String] {
        guard text.utf8.count <= 1 << 20 else { return [] }
        var names: [String] = []
        for match in text.matches(of: /(\d+): (?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/) {
            guard Int(match.1) == names.count else { return [] }
            let name = (match.2 ?? match.3 ?? "").replacing(#"\'"#, with: "'").replacing(#"\\"#, with: #"\"#)
            names.append(String(name))
        }
        return names
    }
}
