import AviaryControl
import AviaryCore
import Testing

/// Monitors of what the system says of itself.
struct GaugeTests {
    private static let start = Timestamp(milliseconds: 1_800_000_000_000)

    private static func monitor(_ measure: Measure, above limit: Double) -> MonitorSpecification {
        MonitorSpecification(name: measure.rawValue, subject: .measure(MeasureKey(measure), .mean, .above(limit)))
    }

    /// What is said of each version, by its number; of the process under an empty word.
    private static func judge(
        _ endpoint: String,
        _ monitor: MonitorSpecification,
        _ gauges: Gauges
    ) throws -> [String: Judgement.Finding] {
        var book = MonitorBook(began: Self.start)
        let found = book.judge(
            try ModelName(endpoint),
            [monitor],
            gauges: gauges,
            reference: { _, _, _ in nil },
            at: Self.start
        )
        let judgements = found.map(\.judgement)
        return Dictionary(uniqueKeysWithValues: judgements.map { ($0.subject.labels["version"] ?? "", $0.finding) })
    }

    private static func place(_ endpoint: String, _ version: UInt64) throws -> MonitorBook.Place {
        MonitorBook.Place(try ModelName(endpoint), VersionNumber(version))
    }

    @Test func `each version of an endpoint has a queue of its own, which no other endpoint is judged by`() throws {
        let gauges = Gauges(
            process: [.queue: 99],
            versions: [
                try Self.place("wine", 1): [.queue: 10], try Self.place("wine", 2): [.queue: 11],
                try Self.place("beer", 1): [.queue: 0],
            ]
        )
        let monitor = Self.monitor(.queue, above: 10)
        #expect(try Self.judge("wine", monitor, gauges) == ["1": .well, "2": .breached])
        #expect(try Self.judge("beer", monitor, gauges) == ["1": .well])
        #expect(try Self.judge("juice", monitor, gauges).isEmpty)
    }

    @Test func `of a version that ran nothing no batch is known`() throws {
        let gauges = Gauges(versions: [try Self.place("wine", 1): [.queue: 0]])
        #expect(try Self.judge("wine", Self.monitor(.batch, above: 2), gauges) == ["1": .unknown])
    }

    @Test func `the process's memory is every endpoint's`() throws {
        let gauges = Gauges(process: [.memory: 2e9], versions: [try Self.place("wine", 1): [.memory: 0]])
        for endpoint in ["wine", "beer"] {
            #expect(try Self.judge(endpoint, Self.monitor(.memory, above: 1e9), gauges) == ["": .breached])
        }
    }

    @Test func `every gauge but the rate of requests is of the process or of a version`() {
        for measure in Measure.allCases {
            #expect((measure.gauge != nil) == (measure.form == .gauge && measure != .requests))
        }
        #expect(Set(Measure.allCases.filter { $0.gauge == .ofVersion }) == [.queue, .batch, .drops])
    }
}
