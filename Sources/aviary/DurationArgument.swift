import ArgumentParser
import AviaryCore

extension Duration {
    /// Reads a duration from the command line, such as `500ms`, `30s` or `5m`.
    ///
    /// - Parameter argument: what was typed.
    /// - Returns: the duration.
    /// - Throws: an error that says how durations are written.
    @Sendable static func argument(_ argument: String) throws -> Duration {
        let duration = try DurationText.parse(argument)
        guard duration > .zero else { throw ValidationError("a time limit is longer than nothing") }
        return duration
    }
}
