internal import AviaryCore

/// How long replies took, in bounded memory: exact means, and quantiles to 3.2 %.
package struct LatencySummary: Sendable {
    /// Buckets between a power of two and the next.
    private static let steps = 32.0
    /// The shortest time that is told apart, in seconds; the last bucket begins at about 4,000 s.
    private static let shortest = 1e-6

    private var buckets = [Int](repeating: 0, count: 32 * 32)
    private var sum = 0.0
    /// How many replies there are.
    package private(set) var count = 0

    /// No replies.
    package init() {}

    /// Takes in a reply.
    ///
    /// - Parameter seconds: how long it took.
    package mutating func add(_ seconds: Double) {
        self.sum += seconds
        self.count += 1
        let octaves = max(seconds, Self.shortest) / Self.shortest
        // The exponent and the fraction make steps of equal width within an octave.
        let position = (Double(octaves.exponent) + octaves.significand - 1) * Self.steps
        self.buckets[min(Int(position), self.buckets.count - 1)] += 1
    }

    /// The mean in seconds; `nil` without replies.
    package var mean: Double? { self.count > 0 ? self.sum / Double(self.count) : nil }

    /// A quantile in seconds, at most 3.2 % too high.
    ///
    /// - Parameter share: which one, 0...1.
    /// - Returns: the quantile; `nil` without replies.
    package func quantile(_ share: Double) -> Double? {
        guard self.count > 0 else { return nil }
        var left = max(1, Int((share * Double(self.count)).rounded(.up)))
        let bucket = self.buckets.firstIndex { bucket in
            left -= bucket
            return left <= 0
        }
        let end = Double((bucket ?? self.buckets.count - 1) + 1) / Self.steps
        let octave = end.rounded(.down)
        return Self.shortest * Double(sign: .plus, exponent: Int(octave), significand: 1 + end - octave)
    }

    /// The same for programs, in seconds.
    var json: JSONValue {
        func number(_ value: Double?) -> JSONValue { value.map { .number("\($0)") } ?? .null }
        return ["mean": number(self.mean), "p50": number(self.quantile(0.5)), "p99": number(self.quantile(0.99))]
    }
}
