import AviaryControl
import AviaryCore
import AviaryStore
import AviaryTesting
import Testing

@testable import AviaryServer

struct NoticeSenderTests {
    private static let rounds = ["!!+", "+!+", "!!!", "+++"]
    private static let told = ["fired ab", "resolved a", "fired ac", "resolved abc"]

    private static func happen(_ world: AlertWorld, _ store: any Store, _ rounds: [String] = rounds) async throws {
        let keeper = world.keeper(store)
        try await keeper.recover()
        for findings in rounds { await keeper.take(try AlertWorld.round(findings), at: world.now) }
    }

    /// Runs a sender while the closure waits for something.
    private static func sending(_ sender: NoticeSender, _ body: () async throws -> Void) async throws {
        let task = Task { try await sender.run() }
        do {
            try await body()
        } catch {
            task.cancel()
            throw error
        }
        task.cancel()
        try await task.value
    }

    @Test func `each receiver gets each notice once and in order, however slow or dead the others are`() async throws {
        let world = AlertWorld(receivers: ["dead", "good", "late"])
        world.state.withLock { $0.isDown = ["dead", "late"] }
        let store = try SQLiteStore(path: SQLiteStore.memory)
        try await world.introduce(to: store)
        try await Self.happen(world, store)
        try await Self.sending(world.sender(store)) {
            try await eventually { world.told("good") == Self.told }
            // Those that are down are asked again and again, and have lost nothing when they come back.
            try await eventually { world.state.withLock { $0.attempts["late"] ?? 0 } > 5 }
            world.state.withLock { _ = $0.isDown.remove("late") }
            try await eventually { try await store.outboxCount(of: "late") == 0 }
            #expect(world.told("late") == Self.told && world.told("dead").isEmpty)
            #expect(try await store.outboxCount(of: "dead") == Self.told.count)
            #expect(world.told("good") == Self.told)
        }
        // Another process begins where this one has ended.
        world.state.withLock { $0.isDown = [] }
        try await Self.sending(world.sender(store)) {
            try await eventually { try await store.outboxCount(of: "dead") == 0 }
        }
        #expect(world.told("dead") == Self.told && world.told("good") == Self.told)
    }

    @Test func `what happens while the sender runs is sent when it is woken`() async throws {
        let world = AlertWorld()
        let store = try SQLiteStore(path: SQLiteStore.memory)
        try await world.introduce(to: store)
        let sender = world.sender(store)
        try await Self.sending(sender) {
            let keeper = world.keeper(store) { sender.wake() }
            for (round, words) in zip(Self.rounds, Self.told) {
                await keeper.take(try AlertWorld.round(round), at: world.now)
                try await eventually { world.told("one").last == words }
            }
        }
        #expect(world.told("one") == Self.told)
    }

    @Test(arguments: FaultyStore.Fault.allCases)
    func
        `a store that fails loses nothing, and only a crash before it is noted sends a notice again, under the same id`(
            fault: FaultyStore.Fault
        ) async throws
    {
        for operation in 1...14 {
            let world = AlertWorld()
            let base = try SQLiteStore(path: SQLiteStore.memory)
            try await world.introduce(to: base)
            try await Self.happen(world, base)
            let faulty = FaultyStore(base, at: operation, fault)
            let first = Task { try await world.sender(faulty).run() }
            try await eventually {
                let waiting = try await base.outboxCount(of: "one")
                return faulty.hasCrashed || waiting == 0
            }
            first.cancel()
            try await first.value
            try await Self.sending(world.sender(base)) {
                try await eventually { try await base.outboxCount(of: "one") == 0 }
            }
            let taken = world.state.withLock { $0.taken["one"] ?? [] }
            var seen: Set<String> = []
            let fresh = taken.filter { seen.insert($0.id).inserted }
            #expect(fresh.map { AlertWorld.words($0.recorded) } == Self.told, "\(fault) at \(operation)")
            #expect(taken.count <= Self.told.count + (fault == .failure ? 0 : 1), "\(fault) at \(operation)")
        }
    }

    @Test func `what is too old is given up, and of too many the oldest`() async throws {
        let world = AlertWorld(receivers: ["down", "up"])
        world.state.withLock { $0.isDown = ["down"] }
        let store = try SQLiteStore(path: SQLiteStore.memory)
        try await world.introduce(to: store)
        try await Self.happen(world, store)
        var limits = NoticeSender.Limits()
        limits.count = 2
        try await Self.sending(world.sender(store, limits)) {
            try await eventually {
                let (down, up) = (try await store.outboxCount(of: "down"), try await store.outboxCount(of: "up"))
                return down == 2 && up == 0
            }
        }
        #expect(
            try await store.outbox(of: "down", limit: 9).map { AlertWorld.words($0.recorded) } == Self.told.suffix(2)
        )
        world.pass(limits.age)
        try await Self.sending(world.sender(store, limits)) {
            try await eventually { try await store.outboxCount(of: "down") == 0 }
        }
        #expect(world.told("down").isEmpty && world.told("up") == Self.told)
    }

    @Test func `waits grow, are bounded, and are left to chance by half`() {
        var random = Seeded(seed: 1)
        for failures in 1...40 {
            let whole = min(0.5 * Double(1 << min(failures - 1, 30)), 120)
            for _ in 0..<20 {
                let wait = Double(Backoff().wait(after: failures, using: &random).nanoseconds) / 1e9
                #expect(wait >= whole / 2 - 1e-6 && wait <= whole + 1e-6)
            }
        }
    }
}
