package import AviaryControl
package import AviaryCore

/// What a replay has shown.
package struct ReplayReport: Sendable {
    /// What one version did.
    package struct Side: Sendable {
        /// How many requests it had.
        package private(set) var count = 0
        /// How many of them it failed.
        package private(set) var failures = 0
        /// How long it took.
        package private(set) var latency = LatencySummary()
        /// How often it said each class; those that come after many others are not told apart.
        private(set) var classes: [String: Int] = [:]
        private static let maximumClasses = 1000

        /// Takes in a request.
        mutating func add(_ sample: Sample) {
            self.count += 1
            if sample.isFailure { self.failures += 1 }
            if let seconds = sample.latency { self.latency.add(seconds) }
            if let label = sample.label, self.classes[label] != nil || self.classes.count < Self.maximumClasses {
                self.classes[label, default: 0] += 1
            }
        }

        /// The same for programs.
        fileprivate var json: JSONValue {
            [
                "requests": .integer(self.count), "failures": .integer(self.failures),
                "latency_seconds": self.latency.json,
            ]
        }
    }

    /// A request that is worth a look.
    package struct Example: Sendable, Hashable {
        /// Its line.
        package let line: Int
        /// What happened, in words.
        package let words: String

        /// The same for programs.
        fileprivate var json: JSONValue { ["line": .integer(self.line), "text": .string(self.words)] }
    }

    /// How often both versions say a class.
    package struct ClassShare: Sendable, Hashable {
        /// The class.
        package let name: String
        /// Stable's share, 0...1.
        package let stable: Double
        /// The candidate's share, 0...1.
        package let candidate: Double

        /// The same for programs.
        fileprivate var json: JSONValue {
            [
                "class": .string(self.name), "stable": .number("\(self.stable)"),
                "candidate": .number("\(self.candidate)"),
            ]
        }
    }

    /// The most classes whose shares are shown.
    private static let shownClasses = 10

    /// The model.
    package let model: ModelName
    /// The version that the candidate was judged by.
    package let stableVersion: VersionNumber
    /// The version that was judged.
    package let candidateVersion: VersionNumber
    /// What came out.
    package let verdict: AnalysisOutcome.Verdict
    /// Why, in words.
    package let reason: String
    /// What is known of each metric.
    package let metrics: [MetricReport]
    /// What stable did.
    package let stable: Side
    /// What the candidate did.
    package let candidate: Side
    /// For how many requests both versions' outputs differ.
    package let disagreements: Int
    /// The farthest apart.
    package let disagreementExamples: [Example]
    /// The first requests that the candidate failed and stable did not.
    package let failureExamples: [Example]
    /// How long it took.
    package let elapsed: Duration
    /// How many requests were passed over, because too little of them was kept.
    package let skipped: Int

    /// The classes that are said most often, and then by their names.
    package var classShares: [ClassShare] {
        let (stable, candidate) = (self.stable.classes, self.candidate.classes)
        let counts = stable.merging(candidate) { max($0, $1) }
        let order = counts.sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }
        return order.prefix(Self.shownClasses).map { name, _ in
            ClassShare(
                name: name,
                stable: Double(stable[name] ?? 0) / Double(max(1, self.stable.count)),
                candidate: Double(candidate[name] ?? 0) / Double(max(1, self.candidate.count))
            )
        }
    }

    /// The same for programs; what is not known is null.
    package var json: JSONValue {
        [
            "model": .string(self.model.rawValue),
            "verdict": .string(self.verdict.rawValue),
            "reason": .string(self.reason),
            "stable": .object([.init("version", .string("\(self.stableVersion)"))] + self.stable.json.members),
            "candidate": .object([.init("version", .string("\(self.candidateVersion)"))] + self.candidate.json.members),
            "metrics": .array(self.metrics.map(\.json)),
            "classes": .array(self.classShares.map(\.json)),
            "disagreements": [
                "count": .integer(self.disagreements), "examples": .array(self.disagreementExamples.map(\.json)),
            ],
            "failures": ["examples": .array(self.failureExamples.map(\.json))],
            "skipped": .integer(self.skipped),
            "elapsed_seconds": .number("\(Double(self.elapsed.nanoseconds) / 1e9)"),
        ]
    }
}

extension JSONValue {
    fileprivate var members: [Member] { if case .object(let members) = self { members } else { [] } }
}
