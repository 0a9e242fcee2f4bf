import AviaryControl
import AviaryCore
import AviaryStore
import AviaryTesting
import Testing

@testable import AviaryServer

struct AlertKeeperTests {
    /// What waits for a receiver, in words.
    private static func waiting(_ store: any Store, _ name: String = "one") async throws -> [String] {
        try await store.outbox(of: name, limit: 100).map { AlertWorld.words($0.recorded) }
    }

    private static func start(_ world: AlertWorld = AlertWorld()) async throws -> (AlertKeeper, SQLiteStore) {
        let store = try SQLiteStore(path: SQLiteStore.memory)
        try await world.introduce(to: store)
        return (world.keeper(store), store)
    }

    @Test func `a round makes alerts, a notice and an entry of the log`() async throws {
        let world = AlertWorld()
        let (keeper, store) = try await Self.start(world)
        await keeper.take(try AlertWorld.round("!!+"), at: world.now)
        #expect(try await Self.waiting(store) == ["fired ab"])
        let alerts = try await store.alerts(AlertQuery())
        #expect(alerts.map(\.state) == [.firing, .firing] && alerts.allSatisfy { $0.severity == .critical })
        await keeper.take(try AlertWorld.round("!!+"), at: world.now)
        #expect(try await store.events(EventQuery()).count == 1)
        await keeper.take(try AlertWorld.round("++!"), at: world.now)
        #expect(try await Self.waiting(store) == ["fired ab", "fired c", "resolved ab"])
    }

    @Test func `what a monitor says that its endpoint does not have is nothing`() async throws {
        let world = AlertWorld()
        let (keeper, store) = try await Self.start(world)
        await keeper.take(try AlertWorld.round("!!!", monitor: "other"), at: world.now)
        #expect(try await store.alerts(AlertQuery()).isEmpty)
    }

    @Test func `alerts of a monitor that is gone are over with the next tick`() async throws {
        let world = AlertWorld()
        let (keeper, store) = try await Self.start(world)
        await keeper.take(try AlertWorld.round("!"), at: world.now)
        world.state.withLock { _ = $0.monitors.removeFirst() }
        await keeper.tick(at: world.now)
        #expect(try await Self.waiting(store) == ["fired a", "resolved a"])
    }

    @Test func `alerts of a version that is gone are over with the next tick`() async throws {
        let world = AlertWorld()
        let (keeper, store) = try await Self.start(world)
        await keeper.take(try AlertWorld.round("!", version: "1"), at: world.now)
        await keeper.tick(at: world.now)
        #expect(try await Self.waiting(store) == ["fired a"])
        world.state.withLock { $0.versions = [VersionNumber(2)] }
        await keeper.tick(at: world.now)
        #expect(try await Self.waiting(store) == ["fired a", "resolved a"])
    }

    @Test func `people acknowledge, silence and end silences`() async throws {
        let world = AlertWorld()
        let (keeper, store) = try await Self.start(world)
        await keeper.take(try AlertWorld.round("!"), at: world.now)
        let seen = try await keeper.alert("a1").alert.revision
        let stale = await #expect(throws: AviaryError.self) {
            try await keeper.acknowledge("a1", "", Asking(actor: "eve", revision: seen + 1))
        }
        #expect(stale?.code == .preconditionFailed)
        let alert = try await keeper.acknowledge("a1", "on it", Asking(actor: "eve", revision: seen))
        #expect(alert.acknowledgement?.by == "eve" && alert.revision == seen + 1)
        let silence = try Silence(
            id: "s",
            matchers: [Silence.Matcher("feature", "b")],
            starts: world.now,
            ends: world.now.advanced(by: .seconds(60)),
            author: "eve",
            comment: ""
        )
        try await keeper.silence(silence, Asking(actor: "eve"))
        await keeper.take(try AlertWorld.round("!!"), at: world.now)
        #expect(try await keeper.alert("a2").silence == silence)
        #expect(try await Self.waiting(store) == ["fired a", "acknowledged a"])
        // Another keeper takes up what the store says, and tells when the silence ends.
        let next = world.keeper(store)
        try await next.recover()
        #expect(await next.silences == [silence])
        world.pass(.seconds(61))
        await next.tick(at: world.now)
        #expect(try await Self.waiting(store).last == "unsilenced b")
        #expect(try await store.silences().isEmpty)
        let gone = await #expect(throws: AviaryError.self) { try await next.unsilence("s") }
        let unknown = await #expect(throws: AviaryError.self) { try await next.alert("a99") }
        #expect(gone?.code == .notFound && unknown?.code == .notFound)
    }

    /// What happens, round by round.
    private static let story = ["!!+", "!!!", "+!!", "+++", "!++", "+++"]
    private static let told = ["fired ab", "fired c", "resolved a", "resolved bc", "fired a", "resolved a"]

    @Test(arguments: FaultyStore.Fault.allCases)
    func `whichever operation of the store is the last one, each change is told once`(
        fault: FaultyStore.Fault
    ) async throws {
        var operation = 0
        var failures = 0
        while true {
            operation += 1
            let base = try SQLiteStore(path: SQLiteStore.memory)
            let world = AlertWorld()
            try await world.introduce(to: base)
            let faulty = FaultyStore(base, at: operation, fault)
            var keeper = world.keeper(faulty)
            do {
                try await keeper.recover()
            } catch {
                if faulty.hasCrashed { keeper = world.keeper(base) }
                try await keeper.recover()
            }
            for findings in Self.story {
                world.pass(.seconds(1))
                await keeper.take(try AlertWorld.round(findings), at: world.now)
                if faulty.hasCrashed {
                    keeper = world.keeper(base)
                    try await keeper.recover()
                }
                // Monitors say again what they see, in the next round as in this one.
                await keeper.take(try AlertWorld.round(findings), at: world.now)
            }
            #expect(try await Self.waiting(base) == Self.told, "\(fault) at \(operation)")
            let board = await keeper.board
            #expect(board.alerts.isEmpty && board.last == 4)
            guard faulty.operations >= operation else { break }
            failures += 1
        }
        #expect(failures > Self.story.count)
    }
}
