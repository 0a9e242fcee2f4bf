import ArgumentParser
import AviaryCore

/// A duration on the command line, such as `500ms`, `30s` or `5m`.
struct DurationArgument: ExpressibleByArgument {
    let value: Duration

    init(_ value: Duration) { self.value = value }

    init?(argument: String) {
        guard let value = try? DurationText.parse(argument) else { return nil }
        self.value = value
    }

    var defaultValueDescription: String { DurationText.print(self.value) }
}
