package import AviaryControl
package import AviaryCore
package import AviaryTesting

/// Houses get dearer month by month: the same house, another price, so that a model of last year is wrong by more and more.
package struct CreepingPrices: Story {
    package static let name = "house prices that creep up"
    package let signature = Signature(
        inputs: [TensorSignature("house", .float32, -1, 2)],
        outputs: [TensorSignature("price", .float32, -1, 1)]
    )
    package let requestsPerDay = 200
    package let monitors = [
        MonitorSpecification(
            name: "concept",
            subject: .drift(.init(.concept, reference: .first(1000), falseAlarms: .init(count: 0.1))),
            severity: .critical
        )
    ]

    /// Begins the story.
    package init() {}

    package mutating func request(change: Double, using random: inout Seeded) throws(AviaryError) -> StoryRequest {
        let (area, rooms) = (max(30, random.normal(100, 25)), Double(Int.random(in: 1...6, using: &random)))
        let price = 3000 * area + 10_000 * rooms
        let paid = price * (1 + 0.4 * change) * (1 + random.normal(0, 0.08))
        // The error relative to the price; a third counts as wholly wrong.
        let loss = min(1, abs(price - paid) / paid * 3)
        return StoryRequest(
            inputs: [try .row("house", [area, rooms])],
            outputs: [try .row("price", [price])],
            loss: loss
        )
    }
}
