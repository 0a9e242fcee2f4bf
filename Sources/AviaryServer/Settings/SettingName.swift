/// The name of a setting in each of its spellings.
package struct SettingName: Sendable, Hashable {
    /// As in the file: `maxBodySize`; `log.level` is `level` within `log`.
    package let key: String

    /// Takes the name that the file uses.
    ///
    /// - Parameter key: words in camel case, groups with dots between them.
    package init(_ key: String) { self.key = key }

    /// As a flag: `--max-body-size`.
    package var flag: String { "--" + self.words.joined(separator: "-") }

    /// As an environment variable: `AVIARY_MAX_BODY_SIZE`.
    package var variable: String { SettingName.variablePrefix + self.words.joined(separator: "_").uppercased() }

    /// How the names of Aviary's environment variables begin.
    package static let variablePrefix = "AVIARY_"

    /// The words in lower case; one begins after a dot, and where a capital follows a small letter.
    private var words: [String] {
        var words: [String] = []
        var isAfterSmallLetter = false
        for character in self.key {
            if words.isEmpty || character == "." || (isAfterSmallLetter && character.isUppercase) { words.append("") }
            if character != "." { words[words.count - 1] += character.lowercased() }
            isAfterSmallLetter = character.isLowercase
        }
        return words
    }
}
