internal import AviaryControl
internal import AviaryCore
internal import AviaryStore

extension StoreConformance {
    /// Demands on endpoints and rollouts.
    static let states = [
        Check("a new store holds nothing") { store in
            try Self.demand(try await store.endpoints().isEmpty, "no endpoints")
            try Self.demand(try await store.rollout("r1") == nil, "no rollout of any id")
            try Self.demand(try await store.rollouts(RolloutQuery()).isEmpty, "no rollouts")
            try Self.demand(try await store.events(EventQuery()).isEmpty, "an empty log")
            try Self.demand(try await store.reply(to: "k") == nil, "no replies")
            try Self.demand(try await store.commit(StoreChange()).isEmpty, "a change of nothing is none")
        },
        Check("endpoints come back as they were written, by name") { store in
            let (first, second) = (try Self.endpoint("b"), try Self.endpoint("a"))
            _ = try await store.commit(StoreChange(endpoint: first))
            _ = try await store.commit(StoreChange(endpoint: second))
            try Self.demand(try await store.endpoints() == [second, first], "a before b")
            let later = try Self.endpoint("b", revision: 2)
            _ = try await store.commit(StoreChange(endpoint: later))
            try Self.demand(try await store.endpoints() == [second, later], "the later revision")
        },
        Check("an endpoint's revision follows on the one that is stored") { store in
            try await Self.refused(StoreChange(endpoint: Self.endpoint("a", revision: 2)), by: store, "2 on nothing")
            _ = try await store.commit(StoreChange(endpoint: Self.endpoint("a")))
            for revision in [0, 1, 3] {
                let change = StoreChange(
                    endpoint: try Self.endpoint("a", revision: revision),
                    rollout: try Self.rollout("r1"),
                    events: [try Self.event("a")]
                )
                try await Self.refused(change, by: store, "\(revision) on 1")
            }
        },
        Check("an endpoint that is removed is gone, and begins anew at 1") { store in
            try await Self.refused(StoreChange(removed: ModelName("a")), by: store, "removing what is not there")
            _ = try await store.commit(StoreChange(endpoint: Self.endpoint("a"), events: [Self.event("a")]))
            _ = try await store.commit(StoreChange(removed: ModelName("a"), events: [Self.event("a")]))
            try Self.demand(try await store.endpoints().isEmpty, "no endpoints")
            try Self.demand(try await store.events(EventQuery()).count == 2, "its log stays")
            try await Self.refused(StoreChange(endpoint: Self.endpoint("a", revision: 2)), by: store, "2 on nothing")
            _ = try await store.commit(StoreChange(endpoint: Self.endpoint("a")))
        },
        Check("a rollout begins at any revision, and goes on by one") { store in
            let begun = try Self.rollout("r1")
            let prepared = try Self.next(begun, .prepared)
            let over = try Self.next(prepared, .abort(by: "eve", reason: "no"))
            _ = try await store.commit(StoreChange(rollout: begun))
            try Self.demand(try await store.rollout("r1") == begun, "as it was written")
            try await Self.refused(StoreChange(rollout: begun), by: store, "the same revision again")
            try await Self.refused(StoreChange(rollout: over), by: store, "a revision left out")
            _ = try await store.commit(StoreChange(rollout: prepared))
            _ = try await store.commit(StoreChange(rollout: over))
            try Self.demand(try await store.rollout("r1") == over, "the latest")
            try await Self.refused(StoreChange(rollout: prepared), by: store, "an earlier revision")
            _ = try await store.commit(StoreChange(rollout: Self.next(Self.rollout("r2"), .prepared)))
        },
        Check("rollouts are listed, the latest first, by endpoint, end and place") { store in
            for (id, endpoint) in [("z", "fraud"), ("y", "churn"), ("x", "fraud"), ("w", "fraud")] {
                _ = try await store.commit(StoreChange(rollout: Self.rollout(id, of: endpoint)))
            }
            let over = try Self.next(Self.rollout("x"), .abort(by: "eve", reason: "no"))
            _ = try await store.commit(StoreChange(rollout: over))
            let fraud = try ModelName("fraud")
            let cases: [(RolloutQuery, [String])] = [
                (RolloutQuery(), ["w", "x", "y", "z"]),
                (RolloutQuery(limit: 2), ["w", "x"]),
                (RolloutQuery(limit: 0), []),
                (RolloutQuery(limit: -1), []),
                (RolloutQuery(endpoint: fraud), ["w", "x", "z"]),
                (RolloutQuery(isOver: true), ["x"]),
                (RolloutQuery(endpoint: fraud, isOver: false), ["w", "z"]),
                (RolloutQuery(before: "x"), ["y", "z"]),
                (RolloutQuery(endpoint: fraud, isOver: false, before: "w", limit: 1), ["z"]),
                (RolloutQuery(before: "z"), []),
            ]
            for (query, ids) in cases {
                let found = try await store.rollouts(query).map(\.id)
                try Self.demand(found == ids, "\(query): \(ids), got \(found)")
            }
            do throws(AviaryError) {
                _ = try await store.rollouts(RolloutQuery(before: "nobody"))
            } catch {
                return try Self.demand(error.code == .notFound, "an unknown place is not found")
            }
            throw StoreViolation(description: "an unknown place to list from is an error")
        },
        Check("of two changes that follow on the same revision exactly one is kept") { store in
            _ = try await store.commit(StoreChange(endpoint: Self.endpoint("a")))
            let kept = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<16 {
                    group.addTask {
                        let change = StoreChange(
                            endpoint: try Self.endpoint("a", revision: 2),
                            events: [try Self.event("a", at: Int64(number))]
                        )
                        do throws(AviaryError) {
                            _ = try await store.commit(change)
                            return true
                        } catch {
                            try Self.demand(error.code == .conflict, "the others conflict, got \(error)")
                            return false
                        }
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            try Self.demand(kept == 1, "one is kept, got \(kept)")
            try Self.demand(try await store.events(EventQuery()).count == 1, "and its entry of the log")
        },
    ]
}
