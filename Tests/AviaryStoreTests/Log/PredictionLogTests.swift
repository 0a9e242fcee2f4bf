import AviaryControl
import AviaryCore
import AviaryStore
import AviaryTesting
import Foundation
import GRDB
import Testing

struct PredictionLogTests {
    private static func plan(_ change: (inout LogPlan) -> Void = { _ in }) -> LogPlan {
        var plan = LogPlan()
        change(&plan)
        return plan
    }

    @Test func `rows are there when the file is opened again, also without a farewell`() async throws {
        let place = LogPlace()
        let row: LogRow
        do {
            let log = try place.open()
            row = log.privacy.row(try Predictions.make(parameters: ["a": .bool(true)], origin: 3), Self.plan())
            try log.append([row])
            // A copy of the files as they lie is what is left after a crash.
            try FileManager.default.copyItem(atPath: place.folder, toPath: place.folder + "-copy")
        }
        let copy = try PredictionLog(path: place.folder + "-copy/some/where/predictions.sqlite")
        let rows = try await copy.rows(LogQuery())
        var expected = row
        expected.number = 1
        #expect(rows == [expected])
        #expect(try await copy.row(row.id) == expected)
        #expect(try await copy.row(Predictions.id(1)) == nil)
        try copy.close()
        try FileManager.default.removeItem(atPath: place.folder + "-copy")
    }

    @Test func `the key is made once, for its owner alone, and hashes stay the same`() throws {
        let place = LogPlace()
        let first = try place.open()
        let subjects = first.privacy.subjects("ada", origin: 7)
        try first.close()
        #expect(try place.open().privacy.subjects("ada", origin: 7) == subjects)
        for file in [place.path + ".key", place.path] {
            let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
            #expect(mode == 0o600)
        }
        try Data("nonsense".utf8).write(to: URL(filePath: place.path + ".key"))
        let error = #expect(throws: AviaryError.self) { try PredictionLog(path: place.path) }
        #expect(error?.message.contains("is not the prediction log's key") == true)
    }

    @Test func `another program's file, and one that is in use, are refused`() throws {
        let place = LogPlace()
        let log = try place.open()
        #expect(throws: AviaryError.self) { try place.open() }
        try log.close()
        let other = place.folder + "/other.sqlite"
        try DatabaseQueue(path: other).write { try $0.execute(sql: "CREATE TABLE mine (x)") }
        let error = #expect(throws: AviaryError.self) { try PredictionLog(path: other) }
        #expect(error?.message == "'\(other)' is no prediction log")
        #expect(throws: AviaryError.self) { try LogReader(path: place.folder + "/none.sqlite") }
    }

    @Test func `a query is as narrow as it says, and its pages fit together`() async throws {
        let log = try PredictionLog(path: PredictionLog.memory)
        var rows: [LogRow] = []
        for number in 0..<100 {
            let prediction = try Predictions.make(
                at: 1_000_000 + Int64(number) * 10,
                endpoint: number % 2 == 0 ? "wine" : "fraud",
                version: UInt64(number % 3 + 1),
                role: number % 5 == 0 ? .candidate : .stable,
                failure: number % 10 == 1 ? .modelFailed : nil
            )
            rows.append(log.privacy.row(prediction, Self.plan()))
        }
        try log.append(rows)
        var query = LogQuery(limit: 1000)
        query.endpoint = try ModelName("wine")
        query.version = VersionNumber(1)
        #expect(
            try await log.rows(query).map(\.id)
                == rows.filter { $0.endpoint == query.endpoint && $0.version == query.version }.map(\.id).reversed()
        )
        for among in [["wine"], ["wine", "fraud", "none"], ["none"], []] as [Set<String>] {
            query = LogQuery(limit: 1000)
            query.among = Set(try among.map { try ModelName($0) })
            let found = try await log.rows(query).map(\.id)
            #expect(found == rows.filter { among.contains($0.endpoint.rawValue) }.map(\.id).reversed())
        }
        query = LogQuery(limit: 1000)
        query.role = .candidate
        #expect(try await log.rows(query).count == 20)
        query = LogQuery(limit: 1000)
        query.decision = "failed"
        #expect(try await log.rows(query).count == 10)
        query.decision = "failed:model_failed"
        #expect(try await log.rows(query).count == 10)
        query.decision = "served"
        #expect(try await log.rows(query).count == 90)
        query = LogQuery(limit: 1000)
        query.from = Timestamp(milliseconds: 1_000_100)
        query.to = Timestamp(milliseconds: 1_000_200)
        #expect(try await log.rows(query).map(\.at.milliseconds) == (10..<20).map { 1_000_000 + $0 * 10 }.reversed())
        for order in LogQuery.Order.allCases {
            var page = LogQuery(limit: 7)
            page.order = order
            var seen: [PredictionID] = []
            while case let found = try await log.rows(page), let last = found.last {
                seen += found.map(\.id)
                page.after = last.id
            }
            #expect(seen == (order == .oldest ? rows.map(\.id) : rows.map(\.id).reversed()))
        }
        #expect(try await log.written(LogQuery(limit: 5), after: 90).map(\.number) == [91, 92, 93, 94, 95])
        #expect(try await log.lastWritten(LogQuery(limit: 3)).map(\.number) == [98, 99, 100])
        #expect(try await log.lastNumber() == 100)
    }

    @Test func `rows go when they are too old, by the clock that is given`() async throws {
        let log = try PredictionLog(path: PredictionLog.memory)
        let now = Timestamp(milliseconds: 100 * 86_400_000)
        let rows = try (0..<50).map { day in
            log.privacy.row(try Predictions.make(at: (51 + Int64(day)) * 86_400_000), Self.plan())
        }
        try log.append(rows)
        let pruned = try log.prune(at: now) { _ in Self.plan { $0.keepFor = .seconds(10 * 86_400) } }
        #expect(pruned.rows == 39 && !pruned.isMore)
        #expect(try await log.rows(LogQuery(limit: 100)).count == 11)
        #expect(try log.prune(at: now) { _ in Self.plan { $0.keepFor = .seconds(10 * 86_400) } }.rows == 0)
        // A log of an endpoint whose clock is young keeps all.
        #expect(try log.prune(at: Timestamp(milliseconds: .min)) { _ in Self.plan() }.rows == 0)
    }

    @Test func `rows go when they are too many, the oldest first, and the file gets smaller`() async throws {
        let place = LogPlace()
        let log = try place.open()
        let input = NamedTensor(name: "x", tensor: try Predictions.texts([String(repeating: "a", count: 900)]))
        let other = log.privacy.row(try Predictions.make(at: 1, endpoint: "other"), Self.plan())
        let rows = try (0..<5000).map { number in
            log.privacy.row(try Predictions.make(at: 1000 + Int64(number), inputs: [input]), Self.plan())
        }
        try log.append([other] + rows)
        try log.close()
        let before = try FileManager.default.attributesOfItem(atPath: place.path)[.size] as? Int ?? 0
        let again = try place.open()
        let limit = rows.prefix(1000).reduce(0) { $0 + $1.size }
        var passes = 0
        while try again.prune(at: Timestamp(milliseconds: 10_000), { _ in Self.plan { $0.keepAtMost = limit } }).isMore
        {
            passes += 1
        }
        let left = try await again.rows(LogQuery(limit: 9000))
        // That of another endpoint has a limit of its own.
        #expect(left.map(\.id) == rows.suffix(1000).reversed().map(\.id) + [other.id] && passes == 2)
        try again.close()
        let after = try FileManager.default.attributesOfItem(atPath: place.path)[.size] as? Int ?? 0
        #expect(after < before / 2)
    }

    @Test(arguments: [LogPlan.FieldRule.hash, .mask, .drop])
    func `what must not be stored is in no file`(rule: LogPlan.FieldRule) throws {
        let place = LogPlace()
        let log = try place.open()
        let canary = "canary-8c1f4e"
        let prediction = try Predictions.make(
            parameters: ["user": .string(canary)],
            inputs: [NamedTensor(name: "name", tensor: try Predictions.texts([canary]))]
        )
        var plan = Self.plan { $0.fields = ["name": rule, "user": rule] }
        plan.subject = .parameter("user")
        try log.append((0..<100).map { _ in log.privacy.row(prediction, plan) })
        #expect(try !place.contains(canary))
        try log.append([log.privacy.row(prediction, Self.plan())])
        #expect(try place.contains(canary))
    }

    @Test(arguments: 0..<3 as Range<UInt64>)
    func `whoever is erased is in no file any more, and all others are`(seed: UInt64) async throws {
        var random = Seeded(seed: seed)
        let place = LogPlace()
        let log = try place.open()
        let plan = Self.plan { $0.subject = .parameter("user") }
        for batch in 0..<20 {
            let rows = try (0..<50).map { _ in
                let user = "user-\(Int.random(in: 0..<5, using: &random))-of-many"
                let padding = String(repeating: "p", count: Int.random(in: 0..<9000, using: &random))
                let input = NamedTensor(name: "x", tensor: try Predictions.texts([padding + user]))
                let prediction = try Predictions.make(
                    at: 1000 + Int64(batch),
                    endpoint: ["a", "b"].randomElement(using: &random) ?? "a",
                    parameters: ["user": .string(user)],
                    inputs: [input]
                )
                return log.privacy.row(prediction, plan)
            }
            try log.append(rows)
            if batch == 10 {
                _ = try log.prune(at: Timestamp(milliseconds: 5)) { _ in Self.plan { $0.keepAtMost = 900_000 } }
            }
        }
        #expect(try place.contains("user-3-of-many"))
        let count = try await log.erase(log.privacy.subjects("user-3-of-many", origin: 1))
        #expect(count > 100)
        #expect(try !place.contains("user-3-of-many"))
        for other in [0, 1, 2, 4] { #expect(try place.contains("user-\(other)-of-many")) }
        #expect(try await log.erase(log.privacy.subjects("user-3-of-many", origin: 1)) == 0)
        let left = try await log.rows(LogQuery(limit: 5000))
        let reader = try LogReader(path: place.path)
        #expect(try reader.rows(LogQuery(limit: 5000)) == left)
    }

    @Test func `a reader sees what is written while it is written`() throws {
        let place = LogPlace()
        let log = try place.open()
        let reader = try LogReader(path: place.path)
        #expect(try reader.rows(LogQuery()).isEmpty)
        let row = log.privacy.row(try Predictions.make(), Self.plan())
        try log.append([row])
        #expect(try reader.rows(LogQuery()).map(\.id) == [row.id])
        try log.close()
        // And when nobody writes it any more.
        #expect(try LogReader(path: place.path).rows(LogQuery()).map(\.id) == [row.id])
    }
}
