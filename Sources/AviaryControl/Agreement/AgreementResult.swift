/// How two versions' outputs for the same request compare.
package struct AgreementResult: Sendable, Hashable {
    /// How one output compares.
    package struct Output: Sendable, Hashable {
        /// The output's name.
        package let name: String
        /// How far apart both are, 0...1; 0 where they agree, and more where a disagreement is more worth a look.
        package let score: Double
        /// What is different, in words; `nil` where they agree.
        package let difference: String?
        /// Whether they agree.
        package var agrees: Bool { self.difference == nil }
    }

    /// Every output of either version.
    package let outputs: [Output]

    /// Whether all outputs agree.
    package var agrees: Bool { self.outputs.allSatisfy(\.agrees) }

    /// How far apart the versions are, 0...1: as far as in the output where they are farthest apart.
    package var score: Double { self.outputs.map(\.score).max() ?? 0 }

    /// What is different, in words; `nil` where they agree.
    package var difference: String? {
        let parts = self.outputs.compactMap { output in output.difference.map { "\(output.name): \($0)" } }
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }
}

/// A difference between two tensors.
struct Difference {
    /// How far apart they are, above 0, at most 1.
    let score: Double
    /// What is different.
    let words: String

    init(_ score: Double, _ words: String) {
        // What is different is never as near as what is not.
        self.score = min(1, max(score, 1e-6))
        self.words = words
    }
}
