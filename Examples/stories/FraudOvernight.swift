package import AviaryControl
package import AviaryCore
package import AviaryTesting

/// Fraud changes its pattern overnight: what comes in looks as before, but the model's answers are wrong more often.
package struct FraudOvernight: Story {
    package static let name = "fraud that changes overnight"
    package let signature = Signature(
        inputs: [TensorSignature("features", .float32, -1, 3)],
        outputs: [TensorSignature("probabilities", .float32, -1, 2)]
    )
    package let requestsPerDay = 500
    package let monitors = [
        MonitorSpecification(
            name: "inputs",
            subject: .drift(.init(.inputs, reference: .first(1000), falseAlarms: .init(count: 0.1), window: 250))
        ),
        MonitorSpecification(
            name: "concept",
            subject: .drift(.init(.concept, reference: .first(1000), falseAlarms: .init(count: 0.1))),
            severity: .critical
        ),
    ]

    /// Begins the story.
    package init() {}

    package mutating func request(change: Double, using random: inout Seeded) throws(AviaryError) -> StoryRequest {
        let features = [random.normal(), random.normal(), random.normal()]
        // Fraud is what lies far out along the first feature, and after that night along the second.
        let truth = (change < 0.5 ? features[0] : features[1]) + random.normal(0, 0.3) > 1
        let distance = 6 * (features[0] - 1)
        let score = 0.5 + 0.5 * distance / (1 + abs(distance))
        return StoryRequest(
            inputs: [try .row("features", features)],
            outputs: [try .row("probabilities", [1 - score, score])],
            loss: (score > 0.5) == truth ? 0 : 1
        )
    }
}
