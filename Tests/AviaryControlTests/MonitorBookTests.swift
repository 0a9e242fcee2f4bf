import AviaryControl
import AviaryCore
import AviaryTesting
import Testing

struct MonitorBookTests {
    private static let began = Timestamp(milliseconds: 1_700_000_000_000)
    private static let plan = MeasurePlan(
        signature: Signature(inputs: [], outputs: []),
        configuration: ModelConfiguration()
    )

    private var book = MonitorBook(began: Self.began)
    private var random = Seeded(seed: 1)
    private let endpoint: ModelName

    init() throws { self.endpoint = try ModelName("fraud") }

    private static func at(_ seconds: Int) -> Timestamp { Self.began.advanced(by: .seconds(seconds)) }

    private mutating func ask(
        at seconds: Int,
        version: UInt64 = 1,
        latency: UInt64 = 1_000_000,
        parameters: Parameters = Parameters(),
        _ monitors: [MonitorSpecification]
    ) {
        let at = Self.at(seconds)
        let prediction = RecordedPrediction(
            id: PredictionID(milliseconds: UInt64(at.milliseconds), using: &self.random),
            at: at,
            endpoint: self.endpoint,
            model: self.endpoint,
            version: VersionNumber(version),
            role: .stable,
            latency: latency,
            request: InferenceRequest(parameters: parameters, inputs: []),
            outputs: [],
            origin: nil
        )
        self.book.take(prediction, weight: 1, monitors: monitors) {
            VersionWatch(Self.plan)
        }
    }

    private mutating func judge(at seconds: Int, _ monitors: [MonitorSpecification]) -> [MonitorBook.Finding] {
        self.book.judge(self.endpoint, monitors, gauges: Gauges(), reference: { _, _, _ in nil }, at: Self.at(seconds))
    }

    private static func latency(_ statistic: MonitorSpecification.Statistic) -> MonitorSpecification {
        MonitorSpecification(
            name: "latency",
            subject: .measure(MeasureKey(.latency), statistic, .learned(.init())),
            window: .seconds(60)
        )
    }

    @Test mutating func `what was learned of one number is not held against another of the same name`() throws {
        let (mean, high) = (Self.latency(.mean), Self.latency(.quantile(0.99)))
        for minute in 0..<200 {
            for request in 0..<10 {
                self.ask(at: minute * 60 + request, latency: request == 0 ? 100_000_000 : 1_000_000, [mean])
            }
            _ = self.judge(at: minute * 60 + 59, [mean])
        }
        let before = try #require(self.judge(at: 12_000, [mean]).first?.judgement)
        #expect(before.finding == .well)
        self.ask(at: 12_001, [high])
        #expect(self.judge(at: 12_060, [high]).first?.judgement.finding == .unknown)
    }

    @Test mutating func `subjects that are not judged any more make room for those that come`() {
        let monitor = MonitorSpecification(
            name: "errors",
            subject: .measure(MeasureKey(.errors), .mean, .above(0.5)),
            segment: "country"
        )
        // 21 subjects of each version, for more days than there is room for.
        for day in 0..<1000 {
            for country in 0..<21 {
                let parameters: Parameters = ["country": .string("\(country)")]
                self.ask(at: day * 86_400 + country, version: UInt64(day + 1), parameters: parameters, [monitor])
            }
            #expect(self.judge(at: day * 86_400 + 60, [monitor]).count == 21)
        }
        #expect(self.book.refused == 500)
    }

    @Test(arguments: [60, 300, 3600])
    mutating func `requests a second are as many as come, from the beginning on`(window: Int) throws {
        let monitor = MonitorSpecification(
            name: "requests",
            subject: .measure(MeasureKey(.requests), .mean, .below(1)),
            window: .seconds(window)
        )
        for second in 0..<2 * 3600 {
            for _ in 0..<2 { self.ask(at: second, [monitor]) }
            guard second % 7 == 6 else { continue }
            let found = try #require(self.judge(at: second + 1, [monitor]).first?.judgement)
            #expect(try (1.9...2.3).contains(#require(found.evidence.value)))
        }
    }

    @Test mutating func `the value of a segment is bounded in bytes`() throws {
        let monitor = MonitorSpecification(
            name: "errors",
            subject: .measure(MeasureKey(.errors), .mean, .above(0.5)),
            segment: "country"
        )
        let accents = "a" + String(repeating: "\u{301}", count: 10_000)
        self.ask(at: 0, parameters: ["country": .string(accents)], [monitor])
        let subject = try #require(self.judge(at: 1, [monitor]).first?.judgement.subject)
        #expect(try #require(subject.labels["country"]).utf8.count <= 66)
    }

    @Test func `no two subjects have one id`() {
        let labels = [["a": "1\",b=\"2"], ["a": "1", "b": "2"], ["a": "1\\\",b=\\\"2"], ["a": "1\\", "b": "2"]]
        let ids = labels.map { Judgement.Subject(endpoint: self.endpoint, monitor: "m", labels: $0).id }
        #expect(Set(ids).count == labels.count)
    }
}
