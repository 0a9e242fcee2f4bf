/// Something that is measured, and what it is held against.
protocol Scenario: Sendable {
    /// What the command line calls it.
    var name: String { get }
    /// What is measured, in a few words.
    var title: String { get }

    /// Measures.
    ///
    /// - Parameter context: where, how long, and where the runs are kept.
    /// - Returns: what came out.
    /// - Throws: ``Trouble`` where it cannot be measured.
    func measure(in context: Context) async throws -> Outcome
}

/// What a scenario measured.
struct Outcome: Sendable {
    /// One line for each of what was compared.
    var lines: [String] = []
    var verdicts: [Verdict] = []
}

/// A budget, and whether it was kept.
struct Verdict: Sendable {
    let value: Double
    /// The value's unit or what it is a multiple of: `MiB`, `× bare NIO`.
    let unit: String
    let bound: Bound

    /// What the value has to be.
    enum Bound: Sendable {
        case atLeast(Double)
        case atMost(Double)
        /// Anything: no budget was set.
        case none
    }

    var isKept: Bool {
        switch self.bound {
        case .atLeast(let least): self.value >= least
        case .atMost(let most): self.value <= most
        case .none: true
        }
    }
}

/// All scenarios, in the order in which they are measured.
let scenarios: [any Scenario] = [
    Throughput.tiny, Throughput.oneConnection, Throughput.mlp, Throughput.binary, Predict(), SlowModel(), ColdStart(),
    Memory(), Routing(), Mirroring(), Rollback(), Fleet(), Watching(), TableDrift(), LogWriting(),
]
