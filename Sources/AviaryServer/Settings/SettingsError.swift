/// What is wrong with the settings, all of it at once.
package struct SettingsError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, a sentence each, in the order of the settings; never empty.
    package let problems: [SettingProblem]

    /// The problems, one per line.
    package var description: String { self.problems.map(\.description).joined(separator: "\n") }
}

/// One thing that is wrong with the settings.
package struct SettingProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// The setting, or the file, that it is about.
    package let key: String
    /// Where the value came from.
    package let place: String?
    /// What was expected, what came, and what to do.
    package let message: String

    /// The problem in one line: `port: expected a whole number from 0 to 65535, got 'x' (flag --port)`.
    package var description: String {
        let place = self.place.map { " (\($0))" } ?? ""
        return "\(self.key): \(self.message)\(place)"
    }
}
