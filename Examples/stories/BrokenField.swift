package import AviaryControl
package import AviaryCore
package import AviaryTesting

/// A service upstream forgets a field in some requests: its value is not a number there.
package struct BrokenField: Story {
    package static let name = "a field that breaks upstream"
    package let signature = Signature(
        inputs: [TensorSignature("features", .float32, -1, 3)],
        outputs: [TensorSignature("value", .float32, -1, 1)]
    )
    package let requestsPerDay = 500
    package let monitors = [
        MonitorSpecification(
            name: "missing",
            subject: .measure(MeasureKey(.missing), .mean, .above(0.05)),
            window: .seconds(3600),
            pending: .seconds(1800),
            keepFiring: .seconds(1800)
        )
    ]

    /// Begins the story.
    package init() {}

    package mutating func request(change: Double, using random: inout Seeded) throws(AviaryError) -> StoryRequest {
        var features = [random.normal(), random.normal(), random.normal()]
        if random.happens(0.002 + 0.6 * change) { features[1] = .nan }
        return StoryRequest(
            inputs: [try .row("features", features)],
            outputs: [try .row("value", [random.normal()])]
        )
    }
}
