package import AviaryControl
package import AviaryCore
package import AviaryTesting

/// Users ask again, with nearly the same picture or words, since the answer was no good.
package struct RetryingUsers: Story {
    package static let name = "users who ask again"
    package let signature = Signature(
        inputs: [TensorSignature("features", .float32, -1, 4)],
        outputs: [TensorSignature("value", .float32, -1, 1)]
    )
    package let requestsPerDay = 2000
    package let monitors = [
        MonitorSpecification(
            name: "retries",
            subject: .measure(MeasureKey(.retries), .mean, .above(0.2)),
            window: .seconds(3600),
            pending: .seconds(600),
            keepFiring: .seconds(600)
        )
    ]
    private var last: (origin: UInt64, features: [Double])?

    /// Begins the story.
    package init() {}

    package mutating func request(change: Double, using random: inout Seeded) throws(AviaryError) -> StoryRequest {
        if let last, random.happens(0.02 + 0.5 * change) {
            return try Self.request(last.origin, last.features.map { $0 * (1 + 1e-4 * random.normal()) }, &random)
        }
        let asked = (random.next(), (0..<4).map { _ in random.normal(0, 10) })
        self.last = asked
        return try Self.request(asked.0, asked.1, &random)
    }

    private static func request(
        _ origin: UInt64,
        _ features: [Double],
        _ random: inout Seeded
    ) throws(AviaryError) -> StoryRequest {
        StoryRequest(
            inputs: [try .row("features", features)],
            outputs: [try .row("value", [random.normal()])],
            origin: origin
        )
    }
}
