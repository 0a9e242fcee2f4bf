import AviaryControl
import AviaryCore
import AviaryTesting
import Testing

struct LiveDriftTests {
    private static let slots = [
        MeasureKey(.latency), MeasureKey(.value, of: "age"), MeasureKey(.brightness, of: "photo"),
        MeasureKey(.missing), MeasureKey(.confidence), MeasureKey(.label),
    ]

    private static func at(_ seconds: Int) -> Timestamp {
        Timestamp(milliseconds: 1_700_000_000_000 + Int64(seconds) * 1000)
    }

    private static func request(_ drift: inout LiveDrift, _ second: Int, brightness: Double, _ random: inout Seeded) {
        drift.add(.number(Double.random(in: 20..<70, using: &random)), slot: 1)
        drift.add(.number(brightness + Double.random(in: -0.1...0.1, using: &random)), slot: 2)
        drift.add(.number(Double.random(in: 0..<1, using: &random)), slot: 4)
        drift.endRequest(at: Self.at(second))
    }

    @Test func `columns are named after features, and after what is measured of them`() {
        let inputs = DriftColumns.names(of: .inputs, among: Self.slots)
        #expect(inputs == [1: "age", 2: "photo.brightness"])
        #expect(DriftColumns.names(of: .predictions, among: Self.slots) == [4: "confidence", 5: "class"])
        #expect(DriftColumns.names(of: .concept, among: Self.slots).isEmpty)
    }

    @Test func `the first requests become the reference, and pictures that get darker are told with their beginning`() {
        var random = Seeded(seed: 1)
        let plan = MonitorSpecification.Drift(.inputs, reference: .first(1000), window: 200)
        var drift = LiveDrift(plan, slots: Self.slots, reference: nil)
        #expect(drift.judgement.finding == .unknown)
        for second in 0..<2000 { Self.request(&drift, second, brightness: 0.6, &random) }
        #expect(drift.judgement.finding == .well)
        for second in 2000..<2400 { Self.request(&drift, second, brightness: 0.45, &random) }
        let (finding, evidence) = drift.judgement
        #expect(finding == .breached)
        #expect(evidence.ranking.first?.feature == "photo.brightness")
        #expect(evidence.summary.contains("photo.brightness"))
        #expect(evidence.since == Self.at(1999))
        for second in 2400..<2800 { Self.request(&drift, second, brightness: 0.6, &random) }
        #expect(drift.judgement.finding == .well)
        #expect(drift.since == nil)
    }

    @Test func `without a profile nothing is called well`() {
        var random = Seeded(seed: 2)
        var drift = LiveDrift(MonitorSpecification.Drift(.inputs), slots: Self.slots, reference: nil)
        for second in 0..<2000 { Self.request(&drift, second, brightness: 0.6, &random) }
        #expect(drift.judgement.finding == .unknown)
        #expect(drift.judgement.evidence.summary.contains("aviary profile"))
    }
}
