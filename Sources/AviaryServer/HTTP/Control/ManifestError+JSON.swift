internal import AviaryCore
internal import AviaryStore

extension ManifestError {
    /// What is wrong with a manifest, for people in one text and for programs one by one.
    var json: JSONValue {
        [
            "error": .string(self.description),
            "problems": .array(
                self.problems.map { problem in
                    [
                        "file": .string(problem.file), "line": problem.line.map { .integer($0) } ?? .null,
                        "key": .string(problem.key), "message": .string(problem.message),
                        "remedy": problem.remedy.map { .string($0) } ?? .null,
                    ]
                }
            ),
        ]
    }
}
