package import AviaryControl
package import AviaryCore
package import AviaryTesting

/// A detector's photos get darker, as when a camera's lamp fails: the inputs drift, and the detector is less sure.
package struct DarkerPhotos: Story {
    package static let name = "photos that get darker"
    package let signature = Signature(
        inputs: [TensorSignature("photo", .uint8, -1, 8, 8, 3)],
        outputs: [TensorSignature("probabilities", .float32, -1, 2)]
    )
    package let requestsPerDay = 200
    package let monitors = [
        MonitorSpecification(
            name: "photos",
            subject: .drift(.init(.inputs, reference: .first(400), falseAlarms: .init(count: 0.1), window: 100))
        ),
        MonitorSpecification(
            name: "confidence",
            subject: .measure(MeasureKey(.confidence), .mean, .below(0.75)),
            window: .seconds(86_400 / 4),
            severity: .critical
        ),
    ]

    /// Begins the story.
    package init() {}

    package mutating func request(change: Double, using random: inout Seeded) throws(AviaryError) -> StoryRequest {
        let light = random.normal(0.6, 0.08) * (1 - 0.5 * change)
        let pixels = (0..<8 * 8 * 3).map { _ in
            UInt8(min(255, max(0, 255 * (light + Double.random(in: -0.15...0.15, using: &random)))))
        }
        // The darker it is, the less sure is the detector.
        let confidence = min(0.99, max(0.5, 0.55 + 0.6 * light + random.normal(0, 0.05)))
        return StoryRequest(
            inputs: [NamedTensor(name: "photo", tensor: try Tensor(pixels, shape: try Shape([1, 8, 8, 3])))],
            outputs: [try .row("probabilities", [confidence, 1 - confidence])]
        )
    }
}
