import AviaryControl
import AviaryCore
import AviaryTesting
import Stories
import Testing

/// Lets a story happen in simulated time, from its requests to its alerts, by the parts that the server is made of.
struct StoryRun {
    /// An alert that fired.
    struct Fired {
        let monitor: String
        /// Days after the story's beginning.
        let day: Double
        let evidence: Judgement.Evidence
    }

    private static let start = Timestamp(milliseconds: 1_750_000_000_000)
    private static let day = 86_400_000.0
    /// How often all is judged, as a part of a day.
    private static let rounds = 24.0

    private(set) var fired: [Fired] = []
    private(set) var resolved: [Fired] = []
    /// What was said last, by monitor.
    private(set) var latest: [String: Judgement.Evidence] = [:]

    /// Lets it happen.
    ///
    /// - Parameters:
    ///   - story: the story.
    ///   - days: how long.
    ///   - seed: where its chance comes from.
    ///   - change: how far the world has changed at a day, 0...1.
    /// - Throws: what a story throws.
    init<Told: Story>(_ story: Told, days: Int, seed: UInt64, change: (Double) -> Double) throws {
        var (story, random) = (story, Seeded(seed: seed))
        var book = MonitorBook(began: Self.start)
        var board = AlertBoard()
        let model = try ModelName("model")
        let plan = MeasurePlan(
            signature: story.signature,
            configuration: story.configuration,
            readers: story.readers
        )
        let monitors = story.monitors
        var nextRound = 1.0 / Self.rounds
        for number in 0..<days * story.requestsPerDay {
            let day = Double(number) / Double(story.requestsPerDay)
            while day >= nextRound {
                try self.judge(&book, &board, model, monitors, at: nextRound)
                nextRound += 1 / Self.rounds
            }
            let request = try story.request(change: change(day), using: &random)
            let prediction = Self.prediction(request, model, day, &random)
            book.take(prediction, weight: 1, monitors: monitors) {
                var watch = VersionWatch(plan)
                watch.follow(monitors, reference: nil)
                return watch
            }
            if let loss = request.loss {
                book.learn(loss, of: .init(model, VersionNumber(1)), monitors, answeredAt: prediction.at)
            }
        }
    }

    private static func at(_ day: Double) -> Timestamp {
        Timestamp(milliseconds: self.start.milliseconds + Int64(day * Self.day))
    }

    private static func prediction(
        _ request: StoryRequest,
        _ model: ModelName,
        _ day: Double,
        _ random: inout Seeded
    ) -> RecordedPrediction {
        let at = Self.at(day)
        return RecordedPrediction(
            id: PredictionID(milliseconds: UInt64(at.milliseconds), using: &random),
            at: at,
            endpoint: model,
            model: model,
            version: VersionNumber(1),
            role: .stable,
            latency: 1_000_000,
            request: InferenceRequest(inputs: request.inputs),
            outputs: request.outputs,
            origin: request.origin
        )
    }

    private mutating func judge(
        _ book: inout MonitorBook,
        _ board: inout AlertBoard,
        _ model: ModelName,
        _ monitors: [MonitorSpecification],
        at day: Double
    ) throws {
        let now = Self.at(day)
        let found = book.judge(model, monitors, gauges: Gauges(), reference: { _, _, _ in nil }, at: now)
        for one in found { self.latest[one.monitor.name] = one.judgement.evidence }
        let round = found.map { AlertEvent.Judged($0.judgement, AlertRule($0.monitor)) }
        let outcome = try AlertMachine.apply(.judged(round), to: board, at: now)
        board = outcome.board
        for case .record(let entry, _, _) in outcome.actions {
            for alert in entry.alerts {
                let told = Fired(monitor: entry.monitor, day: day, evidence: alert.latest)
                switch entry.transition {
                case .fired: self.fired.append(told)
                case .resolved: self.resolved.append(told)
                case .unsilenced, .acknowledged: break
                }
            }
        }
    }
}
