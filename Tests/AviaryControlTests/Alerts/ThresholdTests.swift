import AviaryControl
import AviaryCore
import AviaryTesting
import Foundation
import Testing

struct ThresholdTests {
    private static func findings(
        _ bound: MonitorSpecification.Bound,
        _ values: [Double?],
        reference: Double? = nil,
        slack: Double = 0
    ) -> [Judgement.Finding] {
        var watch = ThresholdWatch(bound, window: .seconds(300), slack: slack)
        return values.map { watch.judge($0, of: "x", reference: reference).finding }
    }

    @Test func `a number at the bound is well, and one beyond it is not`() {
        #expect(
            Self.findings(.above(5), [4, 5, 5.1, nil, .nan, 5]) == [.well, .well, .breached, .unknown, .unknown, .well]
        )
        #expect(Self.findings(.below(-5), [-4, -5, -5.1]) == [.well, .well, .breached])
    }

    @Test func `a breach with slack ends only well inside`() {
        #expect(Self.findings(.above(10), [11, 9.5, 8.9, 9.5], slack: 0.1) == [.breached, .breached, .well, .well])
        #expect(Self.findings(.below(-10), [-11, -9.5, -8.9], slack: 0.1) == [.breached, .breached, .well])
    }

    @Test func `away from the reference is either way, and unknown without one`() {
        let bound = MonitorSpecification.Bound.awayFromReference(by: 0.2)
        #expect(Self.findings(bound, [8, 12, 7.9, 12.1], reference: 10) == [.well, .well, .breached, .breached])
        #expect(Self.findings(bound, [-8, -12.1], reference: -10) == [.well, .breached])
        #expect(Self.findings(bound, [0, 0.1], reference: 0) == [.well, .breached])
        #expect(Self.findings(bound, [1]) == [.unknown])
    }

    @Test func `the evidence says the number, the bound and the requests`() {
        var watch = ThresholdWatch(.above(0.05), window: .seconds(300))
        let evidence = watch.judge(0.071, of: "input.missing of age", requests: 1200).evidence
        #expect(evidence.summary == "input.missing of age is 0.071, above 0.05")
        #expect(evidence.value == 0.071 && evidence.bound == 0.05 && evidence.requests == 1200)
    }

    @Test func `nothing is said until enough windows are known, and memory stays bounded`() throws {
        let accepted = MonitorSpecification.FalseAlarms()
        var random = Seeded(seed: 1)
        let values = (0..<4000).map { _ in Double.random(in: 0...1, using: &random) }
        let findings = Self.findings(.learned(accepted), values)
        let begin = LearnedBound.minimum + LearnedBound.delay
        #expect(findings.prefix(begin).allSatisfy { $0 == .unknown } && findings[begin] == .well)
        var bound = LearnedBound(accepting: accepted, window: .seconds(300))
        for value in values { _ = bound.judge(value) }
        #expect(bound.count == LearnedBound.capacity)
        #expect(try JSONEncoder().encode(bound).count < 100_000)
        let range = try #require(bound.range)
        #expect(abs(range.low - 0.05) < 0.03 && abs(range.high - 0.95) < 0.03)
    }

    /// One a day in windows of five minutes is one in 288 windows.
    @Test(arguments: 0..<4)
    func `false alarms come no more often than somebody accepts`(seed: UInt64) {
        var random = Seeded(seed: seed)
        var bound = LearnedBound(accepting: .init(count: 1, per: .seconds(86_400)), window: .seconds(300))
        var (alarms, wasBreached) = (0, false)
        let windows = 288 * 200
        for _ in 0..<windows {
            let value = (0..<4).reduce(0) { sum, _ in sum + Double.random(in: 0...1, using: &random) }
            let isBreached = bound.judge(value) == .breached
            if isBreached, !wasBreached { alarms += 1 }
            wasBreached = isBreached
        }
        #expect(alarms <= 200, "\(alarms) in 200 days")
    }

    @Test(arguments: [true, false])
    func `a change is seen within an hour, one odd window is none, and it ends when numbers are usual again`(up: Bool) {
        var random = Seeded(seed: 7)
        var bound = LearnedBound(accepting: .init(), window: .seconds(300))
        func usual() -> Double { Double.random(in: 0...1, using: &random) }
        for _ in 0..<1000 { _ = bound.judge(usual()) }
        let odd = up ? 9.0 : -9.0
        #expect(bound.judge(odd) == .well)
        for _ in 0..<10 { _ = bound.judge(0.5) }
        let after = (1...12).first { _ in bound.judge(odd + usual()) == .breached }
        #expect((2...12).contains(after ?? 99), "\(after ?? 99)")
        for _ in 0..<2000 { #expect(bound.judge(odd + usual()) == .breached) }
        #expect(bound.judge(0.5) == .well)
    }

    @Test func `constant numbers are well, and another one is not`() {
        var bound = LearnedBound(accepting: .init(), window: .seconds(300))
        for _ in 0..<2000 { #expect(bound.judge(0) != .breached) }
        let after = (1...12).first { _ in bound.judge(0.001) == .breached }
        #expect(after != nil)
    }

    @Test func `absence counts from the last request, or from the beginning`() {
        func finding(_ last: Int64?, _ now: Int64) -> Judgement.Finding {
            AbsenceWatch.judge(
                last: last.map { Timestamp(milliseconds: $0 * 1000) },
                began: Timestamp(milliseconds: 100_000),
                limit: .seconds(60),
                at: Timestamp(milliseconds: now * 1000)
            ).finding
        }
        #expect(finding(nil, 159) == .well && finding(nil, 160) == .breached)
        #expect(finding(150, 209) == .well && finding(150, 210) == .breached)
        #expect(finding(50, 159) == .well)
    }
}
