/// Everything that is wrong in a manifest.
package struct ManifestError: Error, Sendable, Hashable, CustomStringConvertible {
    /// One thing that is wrong.
    package struct Problem: Sendable, Hashable, CustomStringConvertible {
        /// The file's name, as it was given.
        package let file: String
        /// The line, counted from 1; `nil` where the whole file is meant.
        package let line: Int?
        /// The key with those that lead to it, such as `spec.rollout.steps[1].mirror`; empty for a whole document.
        package let key: String
        /// What was expected and what came.
        package let message: String
        /// What to do about it, where that is known.
        package let remedy: String?

        /// File, line, key, message and remedy in one line.
        package var description: String {
            let place = self.line.map { "\(self.file):\($0)" } ?? self.file
            let parts = [place, self.key, self.message].filter { !$0.isEmpty }.joined(separator: ": ")
            return self.remedy.map { "\(parts); \($0)" } ?? parts
        }
    }

    /// What is wrong, in the file's order; at least one.
    package let problems: [Problem]

    /// All problems, one a line.
    package var description: String { self.problems.map(\.description).joined(separator: "\n") }
}
