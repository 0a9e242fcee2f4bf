import AviaryControl
import AviaryCore
import AviaryStatistics
import AviaryTesting
import Testing

struct DriftWatchTests {
    private static let month = MonitorSpecification.FalseAlarms(count: 1, per: .seconds(30 * 86_400))

    private static func at(_ seconds: Int) -> Timestamp {
        Timestamp(milliseconds: 1_700_000_000_000 + Int64(seconds) * 1000)
    }

    /// The sum of 12 uniform numbers less 6: nearly normal.
    private static func normal(_ random: inout Seeded) -> Double {
        (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0..<1, using: &random) }
    }

    private static func watch(_ random: inout Seeded, size: Int = 500) -> DriftWatch {
        var reference: [String: ReferenceColumn] = [:]
        for feature in ["a", "b", "c"] {
            reference[feature] = ReferenceColumn(numbers: (0..<4000).map { _ in Self.normal(&random) })
        }
        reference["kind"] = ReferenceColumn(words: ["red": 3000, "green": 900, "blue": 100])
        return DriftWatch(reference: DriftReference(columns: reference), size: size, falseAlarms: Self.month)
    }

    private static func word(_ random: inout Seeded) -> String {
        switch Int.random(in: 0..<40, using: &random) {
        case 0: "blue"
        case 1...9: "green"
        default: "red"
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `traffic that stays as it was is called drifted about as often as somebody accepts`(seed: UInt64) {
        var random = Seeded(seed: seed)
        var watch = Self.watch(&random)
        var (alarms, windows) = (0, 0)
        // A request every 260 seconds: 20 windows a month, each tested at a twentieth; 4 months.
        for index in 0..<40_000 {
            for feature in ["a", "b", "c"] { watch.add(.number(Self.normal(&random)), of: feature) }
            watch.add(.category(Self.word(&random)), of: "kind")
            guard let report = watch.endRequest(at: Self.at(index * 260)) else { continue }
            windows += 1
            if report.isDrifted { alarms += 1 }
        }
        #expect(windows == 80)
        // At most 4 are expected; 13 or more come with a probability below 0.001.
        #expect(alarms <= 12)
    }

    @Test func `a feature that moves is found and named first`() throws {
        var random = Seeded(seed: 4)
        var watch = Self.watch(&random)
        var report: DriftWatch.Report?
        for index in 0..<500 {
            watch.add(.number(Self.normal(&random)), of: "a")
            watch.add(.number(Self.normal(&random) + 0.5), of: "b")
            watch.add(.number(Self.normal(&random)), of: "c")
            watch.add(.category(Self.word(&random)), of: "kind")
            report = watch.endRequest(at: Self.at(index)) ?? report
        }
        let found = try #require(report)
        #expect(found.isDrifted)
        #expect(found.ranking.first?.feature == "b")
        #expect(found.most.test == "ks")
        #expect((0.1...0.3).contains(found.most.distance))
        #expect(found.requests == 500)
    }

    @Test func `words that were rare and values that are missing are found`() throws {
        var random = Seeded(seed: 5)
        var watch = Self.watch(&random)
        var report: DriftWatch.Report?
        for index in 0..<500 {
            watch.add(index % 4 == 0 ? .missing : .number(Self.normal(&random)), of: "a")
            watch.add(.category(index % 3 == 0 ? "blue" : Self.word(&random)), of: "kind")
            report = watch.endRequest(at: Self.at(index)) ?? report
        }
        let found = try #require(report)
        #expect(found.isDrifted)
        #expect(Set(found.ranking.prefix(2).map(\.feature)) == ["a", "kind"])
        #expect(found.ranking.prefix(2).allSatisfy { ($0.pValue ?? 1) < 1e-9 })
    }

    @Test func `a window that is its reference does not drift`() throws {
        var random = Seeded(seed: 6)
        let values = (0..<1000).map { _ in Self.normal(&random) }
        var watch = DriftWatch(
            reference: DriftReference(columns: ["a": ReferenceColumn(numbers: values)]),
            size: 1000,
            falseAlarms: Self.month
        )
        var report: DriftWatch.Report?
        for (index, value) in values.enumerated() {
            watch.add(.number(value), of: "a")
            report = watch.endRequest(at: Self.at(index)) ?? report
        }
        let found = try #require(report)
        #expect(!found.isDrifted)
        #expect(found.most.statistic == 0)
        #expect(found.most.pValue == 1)
    }

    @Test func `what a summary may be wrong by is no drift`() throws {
        var random = Seeded(seed: 7)
        // So coarse that a rank may be wrong by a tenth; the window is the very same numbers.
        var sketch = QuantileSketch(k: 16)
        var window = ColumnWindow()
        for _ in 0..<2000 {
            let number = Self.normal(&random)
            sketch.add(number)
            window.add(.number(number))
        }
        let honest = try #require(FeatureComparison(window, ReferenceColumn(sketch: sketch, missing: 0)))
        #expect(honest.distance > 0.01)
        #expect(honest.pValue > 0.2)
    }

    @Test func `too little, or another kind, is not compared`() {
        var window = ColumnWindow()
        for _ in 0..<10 { window.add(.number(1)) }
        #expect(FeatureComparison(window, ReferenceColumn(numbers: Array(repeating: 1, count: 100))) == nil)
        for _ in 0..<100 { window.add(.number(1)) }
        #expect(FeatureComparison(window, ReferenceColumn(words: ["1": 100])) == nil)
    }

    @Test func `words without end are bounded`() {
        var window = ColumnWindow()
        for index in 0..<5000 { window.add(.category("\(index)")) }
        #expect(window.words.count == ColumnWindow.maximumWords + 1)
        #expect(window.words.values.reduce(0, +) == 5000)
    }
}
