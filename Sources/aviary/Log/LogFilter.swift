import ArgumentParser
import AviaryCore

/// Which rows of the prediction log a command is about.
struct LogFilter: ParsableArguments {
    @Option(help: "Only rows of this endpoint.", completion: ModelCompletion.names) var endpoint: String?
    @Option(
        name: .customLong("where"),
        help: ArgumentHelp(
            "Only rows with this version, role or decision, such as decision=failed; may be given several times.",
            valueName: "name=value"
        )
    )
    var conditions: [String] = []

    /// What a row can be asked for.
    private static let names = ["version", "role", "decision"]

    func validate() throws {
        var seen: Set<Substring> = []
        for condition in self.conditions {
            guard let (name, _) = Self.parts(condition) else {
                throw ValidationError("--where is NAME=VALUE, got '\(condition)'")
            }
            guard Self.names.contains(String(name)) else {
                let hint = NearestWord.suggestion(for: String(name), among: Self.names)
                throw ValidationError("--where knows no '\(name)', \(hint)")
            }
            guard seen.insert(name).inserted else { throw ValidationError("--where names '\(name)' twice") }
        }
    }

    /// The same for the server.
    var query: [(name: String, value: String)] {
        var query: [(name: String, value: String)] = []
        if let endpoint { query.append(("endpoint", endpoint)) }
        for condition in self.conditions {
            guard let (name, value) = Self.parts(condition) else { continue }
            query.append((String(name), String(value)))
        }
        return query
    }

    private static func parts(_ condition: String) -> (Substring, Substring)? {
        guard let sign = condition.firstIndex(of: "="), sign != condition.startIndex else { return nil }
        let value = condition[condition.index(after: sign)...]
        return value.isEmpty ? nil : (condition[..<sign], value)
    }
}

/// Of which time rows are.
struct LogTimes: ParsableArguments {
    @Option(
        help: ArgumentHelp("Only rows of so long ago or less, such as 1h or 7d.", valueName: "duration"),
        transform: Duration.argument
    )
    var since: Duration?
    @Option(
        help: ArgumentHelp("Only rows before so long ago.", valueName: "duration"),
        transform: Duration.argument
    )
    var until: Duration?

    /// The same for the server.
    var query: [(name: String, value: String)] {
        let now = Timestamp.now
        return [("from", self.since), ("to", self.until)].compactMap { name, duration in
            duration.map { (name, now.before($0).iso8601) }
        }
    }
}

extension Timestamp {
    /// The point that lies so much earlier.
    ///
    /// - Parameter duration: how much earlier, not negative.
    /// - Returns: the earlier point.
    func before(_ duration: Duration) -> Timestamp {
        let milliseconds = Int64(clamping: duration.nanoseconds / 1_000_000)
        return Timestamp(milliseconds: self.milliseconds.subtractingReportingOverflow(milliseconds).partialValue)
    }
}
