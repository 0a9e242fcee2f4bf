internal import AviaryControl
internal import AviaryCore
internal import AviaryStore

extension StoreConformance {
    /// What becomes of API keys, and of questions about some endpoints alone.
    static let keys: [Check] = [
        Check("keys are kept as they were written, by prefix, until they are revoked") { store in
            let keys = try [Self.key("avk_b"), Self.key("avk_a")]
            for key in keys { _ = try await store.commit(Self.change(key)) }
            try Self.demand(try await store.keys().map(\.key) == keys.reversed(), "by prefix, as they were written")
            var change = StoreChange()
            change.revokedKey = "avk_a"
            _ = try await store.commit(change)
            try Self.demand(try await store.keys().map(\.key.prefix) == ["avk_b"], "one is left")
            try await Self.refused(change, by: store, "a key that is revoked twice")
        },
        Check("a key changes by one revision at a time, and does not come back once it is revoked") { store in
            let key = try Self.key("avk_a")
            let next = try key.rotated(
                to: .init(salt: [1], hash: [2]),
                grace: .seconds(9),
                at: Timestamp(milliseconds: 8)
            )
            try await Self.refused(Self.change(next), by: store, "a key that was never there")
            _ = try await store.commit(Self.change(key))
            try await Self.refused(Self.change(key), by: store, "a key that is there already")
            _ = try await store.commit(Self.change(next))
            try Self.demand(try await store.keys().map(\.key) == [next], "the later one")
            var change = StoreChange()
            change.revokedKey = key.prefix
            _ = try await store.commit(change)
            let third = try next.rotated(to: .init(salt: [3], hash: [4]), grace: .zero, at: Timestamp(milliseconds: 9))
            try await Self.refused(Self.change(third), by: store, "a key that was revoked meanwhile")
        },
        Check("of a key's uses the latest is kept, and a change of the key keeps it") { store in
            let key = try Self.key("avk_a")
            _ = try await store.commit(Self.change(key))
            try Self.demand(try await store.keys() == [KnownKey(key)], "it was never used")
            for time: Int64 in [5, 9, 7] {
                var change = StoreChange()
                change.keyUses = ["avk_a": Timestamp(milliseconds: time), "avk_gone": Timestamp(milliseconds: 1)]
                _ = try await store.commit(change)
            }
            let next = try key.rotated(to: key.digest, grace: .zero, at: Timestamp(milliseconds: 8))
            _ = try await store.commit(Self.change(next))
            let known = KnownKey(next, lastUsed: Timestamp(milliseconds: 9))
            try Self.demand(try await store.keys() == [known], "it was last used at 9")
        },
        Check("a question about some endpoints is answered with theirs alone") { store in
            for name in ["a", "b", "c"] {
                let change = StoreChange(
                    rollout: try Self.rollout("r" + name, of: name),
                    events: [try Self.event(name)]
                )
                _ = try await store.commit(change)
            }
            for among in [["a", "c"], []] as [Set<String>] {
                var (rollouts, events) = (RolloutQuery(), EventQuery())
                rollouts.among = Set(try among.map { try ModelName($0) })
                events.among = rollouts.among
                let found = try await store.rollouts(rollouts).map(\.endpoint.rawValue)
                try Self.demand(Set(found) == among && found.count == among.count, "rollouts of \(among)")
                let told = try await store.events(events).map(\.event.endpoint.rawValue)
                try Self.demand(Set(told) == among && told.count == among.count, "events of \(among)")
            }
        },
    ]

    private static func key(_ prefix: String) throws -> APIKey {
        var request = APIKey.Request(role: .operate, endpoints: [try ModelName("fraud"), try ModelName("a b")])
        request.name = "O'Neil \"☃\""
        request.lifetime = .seconds(60)
        return try APIKey(
            request,
            prefix: prefix,
            digest: .init(salt: [7], hash: [0, 255]),
            at: Timestamp(milliseconds: 1)
        )
    }

    private static func change(_ key: APIKey) -> StoreChange {
        var change = StoreChange()
        change.key = key
        return change
    }
}
