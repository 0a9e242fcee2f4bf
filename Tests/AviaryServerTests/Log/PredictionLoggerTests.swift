import AviaryControl
import AviaryCore
import AviaryServing
import AviaryStore
import AviaryTesting
import Foundation
import Logging
import Testing

@testable import AviaryServer

struct PredictionLoggerTests {
    private static func logger(path: String = PredictionLog.memory) throws -> PredictionLogger {
        try PredictionLogger(try PredictionLog(path: path), logger: Logger(label: "test"))
    }

    private static func predictions(
        _ count: Int,
        _ endpoint: String = "wine",
        user: String = "ada",
        elements: Int = 1
    ) throws -> [RecordedPrediction] {
        var random = SystemRandomNumberGenerator()
        let now = UInt64(Timestamp.now.milliseconds)
        let tensor = try Tensor([Float](repeating: 1.5, count: elements))
        return try (0..<count).map { _ in
            let id = PredictionID(milliseconds: now, using: &random)
            return RecordedPrediction(
                id: id,
                at: id.at,
                endpoint: try ModelName(endpoint),
                model: try ModelName(endpoint),
                version: VersionNumber(1),
                role: .stable,
                latency: 10,
                request: InferenceRequest(
                    parameters: ["user": .string(user)],
                    inputs: [NamedTensor(name: "x", tensor: tensor)]
                ),
                outputs: [],
                origin: RoutingHash.of(user.utf8)
            )
        }
    }

    @Test func `what was taken is written before a flush ends, in its order`() async throws {
        let logger = try Self.logger()
        let predictions = try Self.predictions(10_000)
        for part in stride(from: 0, to: predictions.count, by: 100) {
            logger.take(Array(predictions[part..<part + 100]))
        }
        await logger.flush()
        let rows = try await logger.log.written(LogQuery(limit: 20_000), after: 0)
        #expect(rows.map(\.id) == predictions.map(\.id))
        await logger.close()
    }

    @Test func `closing writes what waits, and nothing is taken any more`() async throws {
        let folder = NSTemporaryDirectory() + "aviary-logger-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let logger = try Self.logger(path: folder + "/p.sqlite")
        logger.take(try Self.predictions(500))
        await logger.close()
        logger.take(try Self.predictions(5))
        await logger.flush()
        #expect(try LogReader(path: folder + "/p.sqlite").rows(LogQuery(limit: 1000)).count == 500)
    }

    @Test func `more than there is room for is dropped, and nobody waits`() async throws {
        let logger = try Self.logger()
        // Each has a quarter of the bytes that may wait, so no more than four wait at a time, and some are written meanwhile.
        let large = try Self.predictions(1, elements: PredictionLogger.maximumBytes / 16)
        let repeated = (0..<1000).flatMap { _ in large }
        logger.take(repeated)
        await logger.flush()
        let rows = try await logger.log.rows(LogQuery(limit: 1000))
        #expect((1..<1000).contains(rows.count))
        #expect(rows.allSatisfy { $0.inputs == LogRow.Payload(nil, .tooLarge) })
        await logger.close()
    }

    @Test func `an endpoint's plan is in force for what is taken after it, and no other endpoint's`() async throws {
        let logger = try Self.logger()
        var plan = LogPlan()
        plan.sample = .none
        logger.set(plan, for: try ModelName("wine"))
        logger.take(try Self.predictions(100) + Self.predictions(100, "fraud"))
        await logger.flush()
        #expect(try await logger.log.rows(LogQuery(limit: 1000)).allSatisfy { $0.endpoint.rawValue == "fraud" })
        plan = LogPlan()
        plan.fields = ["x": .drop]
        logger.set(plan, for: try ModelName("fraud"))
        logger.set(nil, for: try ModelName("wine"))
        logger.take(try Self.predictions(1) + Self.predictions(1, "fraud"))
        await logger.flush()
        let rows = try await logger.log.written(LogQuery(limit: 10), after: 100)
        #expect(rows.map(\.inputs.extent) == [.whole, .reduced])
        await logger.close()
    }

    @Test func `somebody's rows are erased by parameter and by routing key, those that wait among them`() async throws {
        let logger = try Self.logger()
        var plan = LogPlan()
        plan.subject = .parameter("user")
        logger.set(plan, for: try ModelName("fraud"))
        logger.take(try Self.predictions(10) + Self.predictions(10, "fraud"))
        logger.take(try Self.predictions(3, user: "grace"))
        #expect(try await logger.erase("ada") == 20)
        #expect(try await logger.log.rows(LogQuery(limit: 100)).count == 3)
        #expect(try await logger.erase("nobody") == 0)
        await logger.close()
    }
}
