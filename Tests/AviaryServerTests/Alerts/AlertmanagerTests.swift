import AsyncHTTPClient
import AviaryControl
import AviaryCore
import AviaryStore
import Foundation
import NIOCore
import NIOHTTP1
import Testing

@testable import AviaryServer

/// The Alertmanager of Debian takes what is sent to it.
@Suite(.enabled(if: Alertmanager.isInstalled, "scripts/setup.sh test installs it"))
struct AlertmanagerTests {
    @Test func `an alert appears, is updated, stays while it fires, and is resolved`() async throws {
        try await Alertmanager.run { manager in
            let world = AlertWorld(receivers: [])
            world.state.withLock { state in
                // Alertmanager goes by the clock of the machine.
                state.now = .now
                state.notifiers = [
                    NotifierSpecification(
                        name: "am",
                        way: .alertmanager(url: manager.url + "/"),
                        severities: [.critical]
                    )
                ]
            }
            let store = try SQLiteStore(path: SQLiteStore.memory)
            try await world.introduce(to: store)
            let delivery = NoticeDelivery(
                http: manager.http,
                logger: AlertWorld.logger,
                address: Locked("http://aviary.test:8000")
            )
            var limits = NoticeSender.Limits()
            limits.refresh = .milliseconds(100)
            let sender = NoticeSender(store: store, world: delivery.world, limits: limits, logger: AlertWorld.logger)
            let task = Task { try await sender.run() }
            defer { task.cancel() }
            let keeper = world.keeper(store) { sender.wake() }

            await keeper.take(try AlertWorld.round("!!"), at: .now)
            try await eventually { try await manager.alerts().count == 2 }
            let alert = try #require(try await manager.alerts().first { $0["labels"]?["feature"] == "a" })
            #expect(alert["labels"]?["alertname"] == "missing" && alert["labels"]?["severity"] == "critical")
            #expect(alert["labels"]?["endpoint"] == "fraud")
            #expect(alert["annotations"]?["summary"] == "a is !")
            #expect(alert["generatorURL"] == "http://aviary.test:8000/api/v1/alerts/a1")
            #expect(alert["status"]?["state"] == "active")

            // What is said again says the newest evidence, and moves the end away.
            let later = try AlertWorld.round("!!").map { judgement in
                Judgement(judgement.subject, .breached, Judgement.Evidence("worse still", value: 0.5))
            }
            await keeper.take(later, at: .now)
            try await eventually {
                try await manager.alerts().allSatisfy {
                    $0["annotations"]?["summary"] == "worse still" && $0["endsAt"] != alert["endsAt"]
                }
            }
            await keeper.take(try AlertWorld.round("+!"), at: .now)
            try await eventually { try await manager.alerts().compactMap { $0["labels"]?["feature"] } == ["b"] }
            await keeper.take(try AlertWorld.round("++"), at: .now)
            try await eventually { try await manager.alerts().isEmpty }
            try await eventually { try await store.outboxCount(of: "am") == 0 }
        }
    }

    @Test func `one that starts late hears what still fires, and labels are as it wants them`() async throws {
        let labels = ["user-country": "\u{1F600}", "2nd": "x", "empty": "", "endpoint": "lies"]
        let subject = Judgement.Subject(endpoint: try ModelName("a b"), monitor: "drift of inputs", labels: labels)
        let judged = AlertEvent.Judged(Judgement(subject, .breached, Judgement.Evidence("so")), AlertRule())
        let board = try AlertMachine.apply(.judged([judged]), to: AlertBoard(), at: .now).board
        let body = AlertmanagerAlert.list(Array(board.alerts.values), "", at: .now)
        try await Alertmanager.run { manager in
            let delivery = NoticeDelivery(http: manager.http, logger: AlertWorld.logger, address: Locked(""))
            let receiver = NotifierSpecification(name: "am", way: .alertmanager(url: manager.url))
            try await delivery.world.refresh(Array(board.alerts.values), receiver)
            let found = try #require(try await manager.alerts().first?["labels"])
            #expect(found == body.elements.first?["labels"])
            #expect(found["user_country"] == "\u{1F600}" && found["_2nd"] == "x" && found["endpoint"] == "a b")
            #expect(found["empty"] == nil)
        }
    }

    @Test func `what it refuses is told in its words`() async throws {
        try await Alertmanager.run { manager in
            let delivery = NoticeDelivery(http: manager.http, logger: AlertWorld.logger, address: Locked(""))
            let receiver = NotifierSpecification(name: "am", way: .alertmanager(url: manager.url + "/no/such"))
            let error = await #expect(throws: AviaryError.self) { try await delivery.world.refresh([], receiver) }
            #expect(error?.message.contains("/no/such/api/v2/alerts answers 404") == true, "\(error?.message ?? "")")
        }
    }
}

/// An Alertmanager that a test has started.
private struct Alertmanager {
    private static let program = "/usr/bin/prometheus-alertmanager"
    static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: Self.program) }

    let url: String
    let http: HTTPClient

    /// Starts one, lends it to a closure and ends it.
    static func run(_ body: (Alertmanager) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "alertmanager-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let configuration = folder.appending(path: "alertmanager.yml")
        try Data("route: {receiver: nobody}\nreceivers: [{name: nobody}]\n".utf8).write(to: configuration)
        let port = try Self.freePort()
        let process = Process()
        process.executableURL = URL(filePath: Self.program)
        process.arguments = [
            "--config.file=\(configuration.path())", "--storage.path=\(folder.path())",
            "--web.listen-address=127.0.0.1:\(port)", "--cluster.listen-address=",
        ]
        (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
        try process.run()
        defer { process.terminate() }
        let http = HTTPClient()
        let manager = Alertmanager(url: "http://127.0.0.1:\(port)", http: http)
        do {
            try await eventually { (try? await manager.get("/-/ready").status) == .ok }
            try await body(manager)
            try await http.shutdown()
        } catch {
            try? await http.shutdown()
            throw error
        }
    }

    /// The alerts that are active.
    func alerts() async throws -> [JSONValue] {
        let reply = try await self.get("/api/v2/alerts?active=true")
        let body = try await reply.body.collect(upTo: 1 << 20)
        return try JSONValue(parsing: Array(body.readableBytesView).span.bytes).elements
    }

    private func get(_ path: String) async throws -> HTTPClientResponse {
        try await self.http.execute(HTTPClientRequest(url: self.url + path), timeout: .seconds(10))
    }

    /// A port that nobody has.
    private static func freePort() throws -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(descriptor, pointer, length) == 0 ? getsockname(descriptor, pointer, &length) : -1
            }
        }
        guard code == 0 else { throw AviaryError(.exhausted, "no port is free") }
        return UInt16(bigEndian: address.sin_port)
    }
}

extension JSONValue {
    fileprivate var elements: [JSONValue] { if case .array(let elements) = self { elements } else { [] } }
}
