internal import AviaryControl
internal import AviaryCore
internal import AviaryStore

extension StoreConformance {
    /// Demands on the log.
    static let logs = [
        Check("the log keeps its order, and every entry is as it was") { store in
            let outcome = AnalysisOutcome(verdict: .fail, reason: "error-rate is worse, \u{1F600}\n")
            let begun = try Self.rollout("r1")
            let kinds: [ControlEvent.Kind] = [
                .applied(try Self.endpoint("fraud").specification), .started(begun),
                .changed(.prepared, to: try Self.next(begun, .prepared)),
                .changed(.judged(step: 1, outcome), to: begun), .resumed(begun),
                .routed(Routes(stable: VersionNumber(3))), .removed,
            ]
            let name = try ModelName("fraud")
            let events = kinds.map { ControlEvent(at: Timestamp(milliseconds: -1), endpoint: name, kind: $0) }
            let first = try await store.commit(StoreChange(events: Array(events.prefix(3))))
            let second = try await store.commit(StoreChange(events: Array(events.dropFirst(3))))
            let stored = try await store.events(EventQuery())
            try Self.demand(first + second == stored, "what a commit returns is what is listed")
            try Self.demand(stored.map(\.event) == events, "every entry as it was written")
            let places = stored.map(\.sequence)
            try Self.demand(zip(places, places.dropFirst()).allSatisfy(<), "places rise, got \(places)")
            try Self.demand(places.allSatisfy { $0 > 0 }, "places are above 0, where a listing begins")
        },
        Check("the log is listed by endpoint, rollout and place") { store in
            let owners: [(String, String?)] = [("a", "r1"), ("b", nil), ("a", nil), ("a", "r1"), ("b", "r2")]
            var places: [Int64] = []
            for (endpoint, rollout) in owners {
                let recorded = try await store.commit(StoreChange(events: [try Self.event(endpoint, rollout)]))
                places += recorded.map(\.sequence)
            }
            let name = try ModelName("a")
            let cases: [(EventQuery, [Int])] = [
                (EventQuery(), [0, 1, 2, 3, 4]),
                (EventQuery(limit: 2), [0, 1]),
                (EventQuery(limit: -1), []),
                (EventQuery(endpoint: name), [0, 2, 3]),
                (EventQuery(rollout: "r1"), [0, 3]),
                (EventQuery(endpoint: name, rollout: "r2"), []),
                (EventQuery(after: places[1], limit: 2), [2, 3]),
                (EventQuery(endpoint: name, after: places[0], limit: 1), [2]),
                (EventQuery(after: places[4]), []),
                (EventQuery(after: .max), []),
            ]
            for (query, indices) in cases {
                let found = try await store.events(query).map(\.sequence)
                try Self.demand(found == indices.map { places[$0] }, "\(query): \(indices), got \(found)")
            }
        },
        Check("places of the log are not given twice, whoever writes at the same time") { store in
            let places = try await withThrowingTaskGroup(of: [Int64].self) { group in
                for number in 0..<32 {
                    let events = [try Self.event("a", at: Int64(number)), try Self.event("b", at: Int64(number))]
                    group.addTask { try await store.commit(StoreChange(events: events)).map(\.sequence) }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            try Self.demand(Set(places).count == 64, "64 places")
            let stored = try await store.events(EventQuery())
            try Self.demand(Set(stored.map(\.sequence)) == Set(places), "the same that are listed")
            for pair in stride(from: 0, to: 64, by: 2) {
                try Self.demand(stored[pair].event.at == stored[pair + 1].event.at, "a commit's entries are together")
            }
        },
    ]

    /// Demands on replies.
    static let replies = [
        Check("a reply is remembered with its change, and its key is taken for a day") { store in
            let day: Int64 = 24 * 60 * 60 * 1000
            func reply(_ key: String, at time: Int64) -> RememberedReply {
                let at = Timestamp(milliseconds: time)
                return RememberedReply(key: key, fingerprint: "\(time)", status: 201, body: "{\"a\":\"ä\"}", at: at)
            }
            let first = reply("k", at: 0)
            _ = try await store.commit(StoreChange(endpoint: Self.endpoint("a"), reply: first))
            try Self.demand(try await store.reply(to: "k") == first, "as it was written")
            try Self.demand(try await store.reply(to: "K") == nil, "keys are told apart by case")
            let early = StoreChange(endpoint: try Self.endpoint("b"), reply: reply("k", at: day - 1))
            try await Self.refused(early, by: store, "a key that is taken")
            let failed = StoreChange(endpoint: try Self.endpoint("a", revision: 9), reply: reply("other", at: 1))
            try await Self.refused(failed, by: store, "a change that cannot be")
            try Self.demand(try await store.reply(to: "other") == nil, "no reply without its change")
            _ = try await store.commit(StoreChange(reply: reply("l", at: day)))
            try Self.demand(try await store.reply(to: "k") == nil, "a day later it is forgotten")
            _ = try await store.commit(StoreChange(reply: reply("k", at: day + 1)))
            try Self.demand(try await store.reply(to: "l") != nil, "a later one is not")
        }
    ]
}
