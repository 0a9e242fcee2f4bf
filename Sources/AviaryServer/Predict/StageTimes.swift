internal import AviaryCore

/// How long each stage of a request took.
struct StageTimes: Sendable {
    /// The stages in their order, in milliseconds.
    private(set) var stages: [(name: StaticString, milliseconds: Double)] = []
    private var last = Moment.now

    /// Ends a stage, which began where the one before it ended.
    mutating func end(_ name: StaticString) {
        let now = Moment.now
        self.stages.append((name, Double(now.since(self.last)) / 1e6))
        self.last = now
    }

    /// The value of `Server-Timing`, which browsers show: W3C Server Timing.
    var header: String {
        self.stages.map { "\($0.name);dur=\(Self.rounded($0.milliseconds))" }.joined(separator: ", ")
    }

    /// Milliseconds by stage.
    var json: JSONValue {
        .object(self.stages.map { .init("\($0.name)", .number("\(Self.rounded($0.milliseconds))")) })
    }

    private static func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}
