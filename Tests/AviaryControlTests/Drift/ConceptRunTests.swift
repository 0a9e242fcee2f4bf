import AviaryControl
import AviaryCore
import AviaryStatistics
import AviaryTesting
import Testing

struct ConceptRunTests {
    private static func label(_ minute: Int, error: Double, isNumber: Bool = false) -> JoinedLabel {
        let time = Timestamp(milliseconds: 1_700_000_000_000 + Int64(minute) * 60_000)
        return JoinedLabel(PredictionID(high: UInt64(minute), low: 0), at: time, error: error, isNumber: isNumber)
    }

    private static func classes(_ count: Int, seed: UInt64, rate: (Int) -> Double) -> [JoinedLabel] {
        var random = Seeded(seed: seed)
        return (0..<count).map { Self.label($0, error: Double.random(in: 0..<1, using: &random) < rate($0) ? 1 : 0) }
    }

    private static let monthly = MonitorSpecification.FalseAlarms()

    @Test(arguments: [StreamDetectorKind.eDetector, .adwin, .ddm, .hddmA, .hddmW, .pageHinkley])
    func `a flip is found with its time, whatever order its labels come in`(detector: StreamDetectorKind) throws {
        var random = Seeded(seed: 3)
        let labels = Self.classes(3000, seed: 1) { $0 < 2000 ? 0.05 : 0.6 }.shuffled(using: &random)
        let outcome = try ConceptRun(reference: 500, falseAlarms: Self.monthly, detector: detector).run(labels)
        // A detector without a promise may have signalled before.
        let change = try #require(outcome.changes.first { $0.noticed >= Self.label(2000, error: 0).at })
        #expect(change.shape == .sudden)
        // A wrong answer by chance just before may belong to either side.
        #expect((1990...2010).contains((change.began.milliseconds - 1_700_000_000_000) / 60_000))
        #expect(change.noticed <= Self.label(2200, error: 0).at)
        #expect(change.before < 0.1 && change.after > 0.5)
    }

    @Test func `a creeping change is gradual`() throws {
        let labels = Self.classes(6000, seed: 2) { $0 < 2000 ? 0.05 : min(0.8, 0.05 + Double($0 - 2000) / 3000) }
        let outcome = try ConceptRun(reference: 1000, falseAlarms: Self.monthly).run(labels)
        #expect(outcome.changes.map(\.shape) == [.gradual])
        #expect(outcome.isOver == false)
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `nothing is found where nothing changes`(seed: UInt64) throws {
        let outcome = try ConceptRun(reference: 500, falseAlarms: Self.monthly)
            .run(Self.classes(5000, seed: seed) { _ in 0.1 })
        #expect(outcome.changes.isEmpty && outcome.isKnown && outcome.isOver == nil)
    }

    @Test(arguments: [1, 0.995])
    func `what is wrong throughout does not get worse`(rate: Double) throws {
        let outcome = try ConceptRun(reference: 500, falseAlarms: Self.monthly)
            .run(Self.classes(20_000, seed: 9) { _ in rate })
        #expect(outcome.changes.isEmpty && outcome.isKnown && outcome.before > 0.98)
    }

    @Test func `too few labels say nothing`() throws {
        let outcome = try ConceptRun(reference: 500, falseAlarms: Self.monthly)
            .run(Self.classes(500, seed: 1) { _ in 0.1 })
        #expect(!outcome.isKnown && outcome.after == nil && outcome.reference == 500)
        #expect(try ConceptRun(reference: 500, falseAlarms: Self.monthly).run([]).isKnown == false)
    }

    @Test func `errors of numbers are measured by those of the reference`() throws {
        var random = Seeded(seed: 5)
        let labels = (0..<2000).map { minute in
            Self.label(
                minute,
                error: Double.random(in: 0..<100, using: &random) * (minute < 1500 ? 1 : 4),
                isNumber: true
            )
        }
        let scale = LossScale(reference: labels.prefix(500))
        let greatest = try #require(scale.greatest)
        #expect((180...200).contains(greatest))
        #expect(scale.loss(Self.label(0, error: greatest * 3, isNumber: true)) == 1)
        let change = try #require(try ConceptRun(reference: 500, falseAlarms: Self.monthly).run(labels).changes.first)
        #expect(change.between.contains(Self.label(1500, error: 0).at))
    }

    @Test func `where the reference has no errors any error is whole`() {
        let scale = LossScale(reference: [Self.label(0, error: 0, isNumber: true)])
        #expect(scale.loss(Self.label(1, error: 1e-9, isNumber: true)) == 1)
        #expect(scale.loss(Self.label(1, error: 0, isNumber: true)) == 0)
        #expect(LossScale(reference: []).greatest == nil)
    }
}
