internal import AviaryCore
internal import Logging

/// What a log line says, before it has a form.
package struct LogLine: Sendable {
    /// When it was said.
    let time: Timestamp
    /// How important it is.
    let level: Logger.Level
    /// Who says it.
    let label: String
    /// What is said.
    let message: String
    /// The facts.
    let metadata: Logger.Metadata

    /// Puts an event together with what its logger knows.
    ///
    /// - Parameters:
    ///   - event: what was said, with its own facts, which count most.
    ///   - time: when it was said.
    ///   - label: the logger's name.
    ///   - metadata: the logger's facts, which count least.
    ///   - provided: the facts of the present task.
    init(
        _ event: LogEvent,
        time: Timestamp,
        label: String,
        metadata: Logger.Metadata,
        provided: Logger.Metadata
    ) {
        var metadata = metadata
        metadata.merge(provided) { _, provided in provided }
        if let own = event.metadata { metadata.merge(own) { _, own in own } }
        if let error = event.error {
            metadata["error.message"] = "\(error)"
            metadata["error.type"] = "\(type(of: error))"
        }
        self.time = time
        self.level = event.level
        self.label = label
        self.message = event.message.description
        self.metadata = metadata
    }

    /// The most bytes of one string; what lies beyond is cut off, so that no message fills the disk.
    static let maximumStringLength = 8192

    /// How deep metadata may be nested; what lies deeper is printed as `...`.
    static let maximumDepth = 16

    /// The beginning of a string, cut between characters.
    ///
    /// - Parameter string: any string.
    /// - Returns: the scalars that are printed, and whether there are more.
    static func beginning(of string: String) -> (scalars: Substring.UnicodeScalarView, isCut: Bool) {
        let all = string.unicodeScalars
        guard string.utf8.count > self.maximumStringLength else { return (all[...], false) }
        var end = string.utf8.index(string.startIndex, offsetBy: self.maximumStringLength)
        while end.samePosition(in: all) == nil { end = string.utf8.index(before: end) }
        return (all[..<end], true)
    }
}

/// Gives a log line its form.
package protocol LogStyle: Sendable {
    /// Appends the line and the line feed that ends it, the only one.
    ///
    /// - Parameters:
    ///   - line: what it says.
    ///   - bytes: where it goes.
    func append(_ line: LogLine, to bytes: inout [UInt8])
}
