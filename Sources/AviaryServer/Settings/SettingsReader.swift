internal import AviaryCore
internal import Configuration

/// Reads settings one after the other, and keeps what is wrong and where each value came from.
struct SettingsReader {
    private let config: ConfigReader
    private let recorder = AccessRecorder()
    private let file: SettingsFile?

    /// What was read so far.
    private(set) var effective: [EffectiveSetting] = []
    /// What was wrong so far.
    private(set) var problems: [SettingProblem] = []

    /// Arranges the sources by strength.
    ///
    /// - Parameters:
    ///   - flags: flags of the command line by the settings' names.
    ///   - environment: the environment; an empty variable is as good as none.
    ///   - file: the configuration file.
    init(flags: [String: String], environment: [String: String], file: SettingsFile?) {
        let flagValues = flags.map {
            (AbsoluteConfigKey(ConfigKey($0.key)), ConfigValue(.string($0.value), isSecret: false))
        }
        let flags = InMemoryProvider(values: Dictionary(flagValues) { first, _ in first })
        let variables = EnvironmentVariablesProvider(environmentVariables: environment.filter { !$0.value.isEmpty })
        var providers = [
            SettingsProvider("flag", flags.snapshot()),
            SettingsProvider("environment", variables.prefixKeys(with: "aviary").snapshot()),
        ]
        if let values = file?.values { providers.append(SettingsProvider("file", values)) }
        self.config = ConfigReader(providers: providers, accessReporter: self.recorder)
        self.file = file
    }

    /// Reads one setting; what is wrong with it becomes a problem, and the default its value.
    ///
    /// - Parameter key: the setting.
    /// - Returns: the value.
    mutating func read<Value>(_ key: SettingKey<Value>) -> Value {
        let text = self.config.string(forKey: ConfigKey(key.name.key), isSecret: key.isSecret)
        let answer = self.recorder.take()
        let source = self.source(text == nil && !answer.failed ? nil : answer?.providerName)
        var value = key.standard
        if answer.failed {
            self.refuse(key.name, "expected \(key.expected), got a list", from: source)
        } else if let text {
            if let read = key.read(text) {
                value = read
            } else {
                let got = key.isSecret ? "something else" : "'\(text.prefix(100))'"
                self.refuse(key.name, "expected \(key.expected), got \(got)", from: source)
            }
        }
        let shown: JSONValue = key.isSecret && text != nil ? .string("<redacted>") : key.show(value)
        self.effective.append(EffectiveSetting(name: key.name, value: shown, source: source))
        return value
    }

    /// Notes something that is wrong with a setting.
    ///
    /// - Parameters:
    ///   - name: the setting.
    ///   - message: what was expected, what came, and what to do.
    ///   - source: where the value came from; where the setting was read, if absent.
    mutating func refuse(_ name: SettingName, _ message: String, from source: SettingSource? = nil) {
        let source = source ?? self.effective.first { $0.name == name }?.source
        let place = source == .standard ? nil : source?.place(of: name)
        self.problems.append(SettingProblem(key: name.key, place: place, message: message))
    }

    /// Whether a setting has been found wrong.
    func hasProblem(_ name: SettingName) -> Bool { self.problems.contains { $0.key == name.key } }

    private func source(_ providerName: String?) -> SettingSource {
        switch providerName {
        case "flag": .flag
        case "environment": .environment
        case "file": .file(path: self.file?.path ?? "")
        default: .standard
        }
    }
}

extension AccessEvent.ProviderResult? {
    /// Whether the last provider that was asked had a value of a form that no setting has.
    fileprivate var failed: Bool {
        if case .failure = self?.result { true } else { false }
    }
}
