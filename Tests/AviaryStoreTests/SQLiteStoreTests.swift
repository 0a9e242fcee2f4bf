import AviaryControl
import AviaryCore
import AviaryStore
import AviaryTesting
import Foundation
import GRDB
import Testing

struct SQLiteStoreTests {
    /// A place for a database, which goes when the value goes.
    private final class Place: Sendable {
        let folder = NSTemporaryDirectory() + "aviary-database-" + UUID().uuidString
        var path: String { self.folder + "/some/where/aviary.sqlite" }

        deinit { try? FileManager.default.removeItem(atPath: self.folder) }

        func open() throws -> SQLiteStore { try SQLiteStore(path: self.path) }

        func write(_ bytes: [UInt8]) throws {
            let url = URL(filePath: self.path)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(bytes).write(to: url)
        }
    }

    private static func endpoint(_ name: String = "fraud", revision: Int = 1) throws -> EndpointRecord {
        let specification = EndpointSpecification(name: try ModelName(name), model: try ModelName(name))
        let updated = Timestamp(milliseconds: 7)
        return EndpointRecord(
            specification: specification,
            stable: VersionNumber(3),
            revision: revision,
            updated: updated
        )
    }

    private static func event(_ name: String = "fraud") throws -> ControlEvent {
        ControlEvent(at: Timestamp(milliseconds: 7), endpoint: try ModelName(name), kind: .removed)
    }

    private static func refusal(_ path: String) -> AviaryError? {
        #expect(throws: AviaryError.self) { try SQLiteStore(path: path) }
    }

    @Test(arguments: StoreConformance.all)
    func `a file is a store`(check: StoreConformance.Check) async throws {
        let place = Place()
        try await check.run { try place.open() }
    }

    @Test(arguments: StoreConformance.all)
    func `memory is a store`(check: StoreConformance.Check) async throws {
        try await check.run { try SQLiteStore(path: SQLiteStore.memory) }
    }

    @Test func `what was committed is there when the file is opened again, also without a farewell`() async throws {
        let place = Place()
        let reply = RememberedReply(key: "k", fingerprint: "f", status: 200, body: "{}", at: Timestamp(milliseconds: 7))
        var store: SQLiteStore? = try place.open()
        let change = StoreChange(endpoint: try Self.endpoint(), events: [try Self.event()], reply: reply)
        let recorded = try await store?.commit(change)
        store = nil

        let second = try place.open()
        #expect(try await second.endpoints() == [Self.endpoint()])
        #expect(try await second.events(EventQuery()) == recorded)
        #expect(try await second.reply(to: "k") == reply)
        let next = try await second.commit(StoreChange(endpoint: Self.endpoint(revision: 2), events: [Self.event()]))
        #expect(try #require(next.first?.sequence) > #require(recorded?.first?.sequence))
        try second.close()
        #expect(try await place.open().endpoints() == [Self.endpoint(revision: 2)])
    }

    @Test func `a second program is refused, also by another name, until the first one lets go`() throws {
        let place = Place()
        let store = try place.open()
        let link = place.folder + "/link.sqlite"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: place.path)
        for path in [place.path, link] {
            let error = Self.refusal(path)
            #expect(error?.code == .conflict)
            #expect(error?.message == "process \(getpid()) uses the database '\(path)'")
            #expect(error?.remedy == "give this server its own with --database")
        }
        try store.close()
        try place.open().close()
    }

    @Test func `a new file may be read by its owner alone, and one that is there keeps its rights`() throws {
        func rights(_ path: String) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        }
        let place = Place()
        try place.open().close()
        #expect(try rights(place.path) == 0o600)
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: place.path)
        try place.open().close()
        #expect(try rights(place.path) == 0o640)
    }

    @Test func `a closed store says so`() async throws {
        let store = try Place().open()
        try store.close()
        let read = await #expect(throws: AviaryError.self) { try await store.endpoints() }
        let written = await #expect(throws: AviaryError.self) { try await store.commit(StoreChange()) }
        #expect(read?.code == .unavailable && written?.code == .unavailable)
    }

    @Test func `two stores in memory have nothing in common`() async throws {
        let (one, other) = (try SQLiteStore(path: ":memory:"), try SQLiteStore(path: ":memory:"))
        _ = try await one.commit(StoreChange(endpoint: Self.endpoint()))
        #expect(try await other.endpoints().isEmpty)
    }

    @Test func `a file that is no database is refused as it is`() throws {
        let place = Place()
        let bytes = Array(repeating: Array("no database ".utf8), count: 1000).flatMap { $0 }
        try place.write(bytes)
        let error = Self.refusal(place.path)
        #expect(error?.message == "'\(place.path)' is not a database" && error?.remedy?.contains("--database") == true)
        #expect(try Data(contentsOf: URL(filePath: place.path)) == Data(bytes))
    }

    @Test func `an empty file becomes a database`() async throws {
        let place = Place()
        try place.write([])
        #expect(try await place.open().endpoints().isEmpty)
    }

    @Test func `a place that cannot be written is refused`() throws {
        let place = Place()
        try place.write([])
        for path in [place.path + "/below/a/file.sqlite", "/proc/aviary/state.sqlite", place.folder, ""] {
            let error = Self.refusal(path)
            #expect(error?.code == .invalidArgument && error?.remedy?.contains("--database") == true, "\(path)")
        }
    }

    @Test func `damage in the middle of the file is named`() async throws {
        let place = Place()
        let store = try place.open()
        for number in 0..<100 { _ = try await store.commit(StoreChange(endpoint: Self.endpoint("e\(number)"))) }
        try store.close()
        var bytes = Array(try Data(contentsOf: URL(filePath: place.path)))
        for index in 4096..<bytes.count { bytes[index] = 0xA5 }
        try place.write(bytes)
        let error = await #expect(throws: AviaryError.self) { _ = try await place.open().endpoints() }
        #expect(error?.message.contains("is damaged") == true, "\(error?.message ?? "")")
    }

    @Test func `the database of a later version, or of another program, is left alone`() throws {
        let place = Place()
        try place.open().close()
        try Self.sqlite(place.path, "INSERT INTO grdb_migrations VALUES ('99 from the future')")
        #expect(Self.refusal(place.path)?.message.contains("was written by a later version of Aviary") == true)
        let other = Place()
        try other.write([])
        try Self.sqlite(other.path, "CREATE TABLE recipe (name TEXT)")
        #expect(Self.refusal(other.path)?.message.contains("is the database of another program") == true)
    }

    @Test(arguments: [
        "UPDATE event SET at = 0", "DELETE FROM event", "REPLACE INTO event SELECT * FROM event",
        "INSERT OR REPLACE INTO event (sequence, at, endpoint, body) VALUES (1, 0, 'x', '{}')",
    ])
    func `the log cannot be altered, by whatever program`(sql: String) async throws {
        let place = Place()
        let store = try place.open()
        let recorded = try await store.commit(StoreChange(events: [Self.event("a"), Self.event("b")]))
        try store.close()
        #expect(throws: DatabaseError.self) { try Self.sqlite(place.path, sql) }
        #expect(try await place.open().events(EventQuery()) == recorded)
    }

    @Test(arguments: ["{", "nothing"])
    func `what is no JSON does not get into a table`(body: String) throws {
        let place = Place()
        try place.open().close()
        let error = #expect(throws: DatabaseError.self) {
            try Self.sqlite(place.path, "INSERT INTO endpoint (name, revision, body) VALUES ('x', 1, '\(body)')")
        }
        #expect(error?.message?.contains("CHECK constraint failed") == true)
    }

    @Test func `a body of another form is an error that says where it is`() async throws {
        let place = Place()
        try place.open().close()
        try Self.sqlite(place.path, "INSERT INTO endpoint (name, revision, body) VALUES ('x', 1, '{\"a\": 1}')")
        let error = await #expect(throws: AviaryError.self) { try await place.open().endpoints() }
        #expect(error?.message.contains("'\(place.path)' holds what this program cannot read") == true)
    }

    @Test func `what was written down before there were alerts is read as it was meant`() async throws {
        let place = Place()
        let store = try place.open()
        _ = try await store.commit(StoreChange(endpoint: Self.endpoint(), events: [Self.event()]))
        try store.close()
        // As the first version has left it.
        try Self.sqlite(
            place.path,
            """
            DROP TABLE outbox; DROP TABLE silence; DROP TABLE alert_number; DROP TABLE alert;
            DELETE FROM grdb_migrations WHERE identifier = '2 alerts and the outbox';
            UPDATE endpoint SET body = json_remove(body, '$.specification.monitors');
            INSERT INTO notifier VALUES ('chat', '{"name":"chat","timeout":[0,2000000000000000000],"url":"http://a/b"}');
            """
        )
        let later = try place.open()
        #expect(try await later.endpoints() == [Self.endpoint()])
        let expected = NotifierSpecification(name: "chat", way: .webhook(url: "http://a/b"), timeout: .seconds(2))
        #expect(try await later.notifiers() == [expected])
    }

    /// Does something to a database as another program would.
    private static func sqlite(_ path: String, _ sql: String) throws {
        let database = try DatabaseQueue(path: path)
        try database.write { try $0.execute(sql: sql) }
        try database.close()
    }
}
