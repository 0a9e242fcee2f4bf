import AviaryControl
import AviaryCore
import AviaryStore
import AviaryTesting
import Testing

@testable import AviaryServer

struct KeyKeeperTests {
    private let scene = KeyScene()

    private func keeper(_ store: any Store, _ gatekeeper: Gatekeeper) -> KeyKeeper {
        KeyKeeper(store: store, gatekeeper: gatekeeper, random: Seeded(seed: 1), now: self.scene.now)
    }

    private func holds(_ made: KeyKeeper.Made, _ gatekeeper: Gatekeeper) -> Bool {
        (try? gatekeeper.knownPrincipal(authorization: "Bearer \(made.text.text)")) ?? nil != nil
    }

    @Test func `a key is made, replaced and revoked, in the store as for the gatekeeper`() async throws {
        let store = try SQLiteStore(path: SQLiteStore.memory)
        let gatekeeper = Gatekeeper(.auto, now: self.scene.now)
        let keeper = self.keeper(store, gatekeeper)
        let admin = try await keeper.create(APIKey.Request(role: .admin))
        let made = try await keeper.create(APIKey.Request(role: .predict))
        #expect(self.holds(admin, gatekeeper) && self.holds(made, gatekeeper))
        let next = try await keeper.rotate(made.key.prefix, grace: .zero)
        #expect(!self.holds(made, gatekeeper) && self.holds(next, gatekeeper))
        let stored = try await store.keys().map(\.key)
        #expect(Set(stored) == [admin.key, next.key])
        try await keeper.revoke(made.key.prefix)
        #expect(!self.holds(next, gatekeeper) && self.holds(admin, gatekeeper))
        #expect(try await store.keys().map(\.key) == [admin.key])
        let error = await #expect(throws: AviaryError.self) { try await keeper.revoke(made.key.prefix) }
        #expect(error?.code == .notFound)
    }

    @Test func `the first key is an admin's, where it closes the door`() async throws {
        let gatekeeper = Gatekeeper(.auto, now: self.scene.now)
        let keeper = self.keeper(try SQLiteStore(path: SQLiteStore.memory), gatekeeper)
        let error = await #expect(throws: AviaryError.self) { try await keeper.create(APIKey.Request(role: .operate)) }
        #expect(error?.code == .conflict && !gatekeeper.isRequired)
        let open = self.keeper(try SQLiteStore(path: SQLiteStore.memory), Gatekeeper(.open))
        _ = try await open.create(APIKey.Request(role: .predict))
    }

    @Test(arguments: FaultyStore.Fault.allCases)
    func `what is not written down has not happened`(fault: FaultyStore.Fault) async throws {
        let base = try SQLiteStore(path: SQLiteStore.memory)
        let gatekeeper = Gatekeeper(.auto, now: self.scene.now)
        let admin = try await self.keeper(base, gatekeeper).create(APIKey.Request(role: .admin))
        let keeper = self.keeper(FaultyStore(base, at: 1, fault), gatekeeper)
        await #expect(throws: AviaryError.self) { try await keeper.revoke(admin.key.prefix) }
        #expect(self.holds(admin, gatekeeper))
    }

    @Test func `of changes at once none brings back a key that was revoked`() async throws {
        let store = try SQLiteStore(path: SQLiteStore.memory)
        let gatekeeper = Gatekeeper(.auto, now: self.scene.now)
        let keeper = self.keeper(store, gatekeeper)
        _ = try await keeper.create(APIKey.Request(role: .admin))
        for _ in 0..<20 {
            let made = try await keeper.create(APIKey.Request(role: .predict))
            let prefix = made.key.prefix
            async let rotated = try? keeper.rotate(prefix, grace: .seconds(60))
            async let revoked: Void = keeper.revoke(prefix)
            async let other = keeper.create(APIKey.Request(role: .predict))
            let (next, _, _) = (await rotated, try await revoked, try await other)
            #expect(!self.holds(made, gatekeeper) && next.map { !self.holds($0, gatekeeper) } ?? true)
            #expect(try await store.keys().allSatisfy { $0.key.prefix != prefix })
        }
    }

    @Test func `when a key was last used is written down, and survives a change`() async throws {
        let store = try SQLiteStore(path: SQLiteStore.memory)
        let gatekeeper = Gatekeeper(.auto, now: self.scene.now)
        let keeper = self.keeper(store, gatekeeper)
        let admin = try await keeper.create(APIKey.Request(role: .admin))
        #expect(keeper.keys.map(\.lastUsed) == [nil])
        self.scene.pass(.seconds(5))
        #expect(self.holds(admin, gatekeeper))
        try await keeper.writeUses()
        #expect(try await store.keys().map(\.lastUsed) == [self.scene.now()])
        let next = try await keeper.rotate(admin.key.prefix, grace: .zero)
        #expect(keeper.keys == [KnownKey(next.key, lastUsed: self.scene.now())])
    }

    @Test func `no key is what none can be`() async throws {
        let keeper = self.keeper(try SQLiteStore(path: SQLiteStore.memory), Gatekeeper(.open))
        var requests = [APIKey.Request(role: .admin, endpoints: [try ModelName("fraud")])]
        requests.append(APIKey.Request(role: .predict, endpoints: []))
        for change in [
            { $0.lifetime = .zero }, { $0.name = "two\nlines" }, { $0.name = String(repeating: "x", count: 101) },
        ]
            as [(inout APIKey.Request) -> Void]
        {
            var request = APIKey.Request(role: .predict)
            change(&request)
            requests.append(request)
        }
        for request in requests {
            let error = await #expect(throws: AviaryError.self) { try await keeper.create(request) }
            #expect(error?.code == .invalidArgument)
        }
    }
}
