/// Where the value of a setting came from, the strongest first.
package enum SettingSource: Sendable, Hashable {
    /// A flag of the command line.
    case flag
    /// An environment variable.
    case environment
    /// The configuration file.
    case file(path: String)
    /// Nobody said anything.
    case standard

    /// The words for a table.
    package var name: String {
        switch self {
        case .flag: "flag"
        case .environment: "environment"
        case .file(let path): "file \(path)"
        case .standard: "default"
        }
    }

    /// Where exactly a person finds the value of one setting.
    ///
    /// - Parameter name: the setting's name.
    /// - Returns: for instance `flag --port`.
    func place(of name: SettingName) -> String {
        switch self {
        case .flag: "flag \(name.flag)"
        case .environment: "environment \(name.variable)"
        case .file, .standard: self.name
        }
    }
}
