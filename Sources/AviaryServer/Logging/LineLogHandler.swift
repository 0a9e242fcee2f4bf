internal import AviaryCore
package import Logging

/// A log handler for a terminal.
package typealias TextLogHandler = LineLogHandler<TextLogStyle>

/// A log handler for machines.
package typealias JSONLogHandler = LineLogHandler<JSONLogStyle>

/// Writes each event as one line.
package struct LineLogHandler<Style: LogStyle>: LogHandler {
    /// The least important level that is written.
    package var logLevel: Logger.Level
    /// The facts that all lines of this logger carry.
    package var metadata: Logger.Metadata = [:]
    /// Knows the facts of the present task.
    package var metadataProvider: Logger.MetadataProvider?

    private let label: String
    private let style: Style
    private let write: @Sendable ([UInt8]) -> Void

    /// Makes the handler of one logger.
    ///
    /// - Parameters:
    ///   - label: the logger's name.
    ///   - style: the lines' form.
    ///   - level: the least important level that is written.
    ///   - metadataProvider: knows the facts of the present task.
    ///   - write: takes one whole line with its line feed.
    package init(
        label: String,
        style: Style,
        level: Logger.Level,
        metadataProvider: Logger.MetadataProvider? = nil,
        write: @escaping @Sendable ([UInt8]) -> Void = StandardError.write
    ) {
        self.label = label
        self.style = style
        self.logLevel = level
        self.metadataProvider = metadataProvider
        self.write = write
    }

    /// One fact that all lines of this logger carry.
    ///
    /// - Parameter key: the fact's name.
    package subscript(metadataKey key: String) -> Logger.MetadataValue? {
        get { self.metadata[key] }
        set { self.metadata[key] = newValue }
    }

    /// Writes an event.
    ///
    /// - Parameter event: what was said.
    package func log(event: LogEvent) {
        let line = LogLine(
            event,
            time: .now,
            label: self.label,
            metadata: self.metadata,
            provided: self.metadataProvider?.get() ?? [:]
        )
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256)
        self.style.append(line, to: &bytes)
        self.write(bytes)
    }
}
