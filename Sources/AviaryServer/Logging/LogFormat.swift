/// How log lines look.
package enum LogFormat: String, Sendable, CaseIterable {
    /// ``text`` if a person reads along, ``json`` otherwise.
    case auto
    /// For a terminal.
    case text
    /// One JSON object per line.
    case json

    /// The format that is used.
    ///
    /// - Parameter isTerminal: whether the lines go to a terminal.
    /// - Returns: ``text`` or ``json``.
    package func resolved(isTerminal: Bool) -> LogFormat {
        switch self {
        case .auto: isTerminal ? .text : .json
        case .text, .json: self
        }
    }

    /// Whether text lines are coloured.
    ///
    /// - Parameters:
    ///   - isTerminal: whether the lines go to a terminal.
    ///   - environment: a value of `NO_COLOR` other than the empty one, or `TERM=dumb`, turn colours off.
    /// - Returns: whether to colour.
    package static func usesColor(isTerminal: Bool, environment: [String: String]) -> Bool {
        isTerminal && environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
    }
}
