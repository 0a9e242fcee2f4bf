internal import AviaryCore
internal import Glibc

/// The settings, where each came from, and what is odd about them.
package struct LoadedSettings: Sendable {
    /// The settings.
    package let settings: ServerSettings
    /// What is odd but does no harm, a sentence each.
    package let warnings: [String]
    private let rows: [EffectiveSetting]

    /// Where the configuration file is looked for when nobody names one.
    package static let standardFile = "aviary.yaml"

    /// All settings of the server, for reference pages and help texts, in the order in which they are shown.
    package static var documentation: [SettingDocumentation] { SettingKeys.all }

    /// Reads the settings.
    ///
    /// - Parameters:
    ///   - flags: the flags that were given, by the settings' names (`maxBodySize`, `log.level`, and `config` for the
    ///     file); a flag without a value is `true`.
    ///   - environment: the environment.
    ///   - requiresRepository: whether a missing `repository` is an error.
    ///   - knownVariables: further variables that begin with `AVIARY_` and are no mistake.
    ///   - standardFile: the file that is read if it is there and nobody names one.
    /// - Throws: everything that is wrong, at once.
    package init(
        flags: [String: String] = [:],
        environment: [String: String],
        requiresRepository: Bool = false,
        knownVariables: Set<String> = [],
        standardFile: String = LoadedSettings.standardFile
    ) throws(SettingsError) {
        var problems: [SettingProblem] = []
        let (path, pathSource) = LoadedSettings.filePath(flags, environment, standardFile)
        var file: SettingsFile?
        if let path {
            do throws(SettingProblem) { file = try SettingsFile(path) } catch { problems.append(error) }
        }
        var reader = SettingsReader(flags: flags, environment: environment, file: file)
        let settings = ServerSettings(&reader)
        if requiresRepository, settings.repository == nil, !reader.hasProblem(SettingKeys.repository.name) {
            let name = SettingKeys.repository.name
            reader.refuse(name, "expected a directory with models; give it with \(name.flag) or \(name.variable)")
        }
        problems += reader.problems
        problems += LoadedSettings.unknownKeys(file) + LoadedSettings.unknownFlags(flags)
        guard problems.isEmpty else { throw SettingsError(problems: problems) }
        self.settings = settings
        self.warnings = LoadedSettings.unknownVariables(environment, known: knownVariables)
        let config = EffectiveSetting(
            name: SettingKeys.config.name,
            value: SettingKeys.config.show(path),
            source: pathSource
        )
        self.rows = reader.effective + [config]
    }

    /// Each setting's value and where it came from; values that are secret are not shown.
    ///
    /// - Returns: the settings in their order, and last the configuration file.
    package func effective() -> [EffectiveSetting] { self.rows }

    private static func filePath(
        _ flags: [String: String],
        _ environment: [String: String],
        _ standardFile: String
    ) -> (String?, SettingSource) {
        let name = SettingKeys.config.name
        if let path = flags[name.key] { return (path, .flag) }
        if let path = environment[name.variable], !path.isEmpty { return (path, .environment) }
        // A manifest often has this name, and is for 'aviary apply'.
        let isThere = access(standardFile, F_OK) == 0 && !SettingsFile.isManifest(standardFile)
        return (isThere ? standardFile : nil, .standard)
    }

    private static func unknownKeys(_ file: SettingsFile?) -> [SettingProblem] {
        let known = SettingKeys.all.map(\.name.key)
        return (file?.keys ?? []).filter { !known.contains($0) }.map { key in
            SettingProblem(
                key: key,
                place: file.map { SettingSource.file(path: $0.path).name },
                message: "there is no such setting" + self.suggestion(for: key, among: known)
            )
        }
    }

    private static func unknownFlags(_ flags: [String: String]) -> [SettingProblem] {
        let known = SettingKeys.all.map(\.name.key) + [SettingKeys.config.name.key]
        return flags.keys.filter { !known.contains($0) }.sorted().map { key in
            SettingProblem(
                key: key,
                place: SettingSource.flag.place(of: SettingName(key)),
                message: "there is no such setting" + self.suggestion(for: key, among: known)
            )
        }
    }

    private static func unknownVariables(_ environment: [String: String], known: Set<String>) -> [String] {
        let names = SettingKeys.all.map(\.name.variable) + [SettingKeys.config.name.variable] + known.sorted()
        return environment.keys.filter { $0.hasPrefix(SettingName.variablePrefix) && !names.contains($0) }.sorted().map
        {
            "the environment variable \($0) has no effect" + self.suggestion(for: $0, among: names)
        }
    }

    private static func suggestion(for word: String, among known: [String]) -> String {
        NearestWord.find(word, among: known).map { "; did you mean \($0)?" } ?? ""
    }
}
