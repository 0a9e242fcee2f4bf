internal import FoundationEssentials
package import Logging

/// Makes swift-log write what the settings say.
package enum LogBootstrap {
    /// Sets up the logging of the whole process; to be called once, before the first logger is made.
    ///
    /// - Parameters:
    ///   - format: how lines look.
    ///   - level: the least important level that is written.
    ///   - metadataProvider: knows the facts of the present task.
    package static func bootstrap(
        format: LogFormat,
        level: Logger.Level,
        metadataProvider: Logger.MetadataProvider? = nil
    ) {
        let isTerminal = StandardError.isTerminal
        let environment = ProcessInfo.processInfo.environment
        switch format.resolved(isTerminal: isTerminal) {
        case .json:
            LoggingSystem.bootstrap(
                { JSONLogHandler(label: $0, style: JSONLogStyle(), level: level, metadataProvider: $1) },
                metadataProvider: metadataProvider
            )
        case .text, .auto:
            let isColored = LogFormat.usesColor(isTerminal: isTerminal, environment: environment)
            let style = TextLogStyle(isColored: isColored)
            LoggingSystem.bootstrap(
                { TextLogHandler(label: $0, style: style, level: level, metadataProvider: $1) },
                metadataProvider: metadataProvider
            )
        }
    }
}
