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

    private static let pair = [MeasureKey(.value, of: "income"), MeasureKey(.value, of: "rent")]

    /// Rent follows income, or is as it is, and has the same distribution either way.
    private static func household(_ drift: inout LiveDrift, _ second: Int, isTogether: Bool, _ random: inout Seeded) {
        let income = Double.random(in: 0..<1, using: &random)
        let rent = isTogether ? income : Double.random(in: 0..<1, using: &random)
        drift.add(.number(income), slot: 0)
        drift.add(.number(rent), slot: 1)
        drift.add(row: [income, rent])
        drift.endRequest(at: Self.at(second))
    }

    private static func households(_ count: Int, _ random: inout Seeded) -> DriftReference {
        var (incomes, rows) = ([Double](), TableRows(columns: ["rent", "unused", "income"]))
        for _ in 0..<count {
            let income = Double.random(in: 0..<1, using: &random)
            incomes.append(income)
            rows.add([income, 7, income])
        }
        let column = ReferenceColumn(numbers: incomes)
        return DriftReference(columns: ["income": column, "rent": column], rows: rows)
    }

    @Test(arguments: [true, false])
    func `columns that hang together otherwise have drifted, though none by itself has`(isFromProfile: Bool) {
        var random = Seeded(seed: 3)
        let reference = isFromProfile ? Self.households(1000, &random) : nil
        let plan = MonitorSpecification.Drift(.inputs, reference: isFromProfile ? .version : .first(1000), window: 200)
        var drift = LiveDrift(plan, slots: Self.pair, rowColumns: ["income", "rent"], reference: reference)
        for second in 0..<2000 { Self.household(&drift, second, isTogether: true, &random) }
        #expect(drift.judgement.finding == .well)
        for second in 2000..<2400 { Self.household(&drift, second, isTogether: false, &random) }
        let (finding, evidence) = drift.judgement
        #expect(finding == .breached)
        #expect(evidence.test == "reconstruction")
        #expect(evidence.ranking.map(\.feature).first == "all columns together")
        #expect(evidence.ranking.dropFirst().allSatisfy { ($0.pValue ?? 0) > 0.001 })
        #expect(evidence.summary.hasPrefix("inputs have drifted: all columns together, "))
    }

    @Test func `predictions have no columns that are looked at together`() {
        var random = Seeded(seed: 4)
        let plan = MonitorSpecification.Drift(.predictions, reference: .first(100), window: 100)
        var drift = LiveDrift(plan, slots: Self.slots, rowColumns: ["a", "b"], reference: nil)
        for second in 0..<300 {
            drift.add(.number(Double.random(in: 0..<1, using: &random)), slot: 4)
            drift.add(row: [0, 1])
            drift.endRequest(at: Self.at(second))
        }
        #expect(drift.judgement.evidence.ranking.map(\.feature) == ["confidence"])
    }
}
