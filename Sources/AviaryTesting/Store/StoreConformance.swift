internal import AviaryControl
internal import AviaryCore
package import AviaryStore

/// What every store must do, whatever it keeps its state in.
package enum StoreConformance {
    /// Makes a store that holds nothing.
    package typealias Factory = @Sendable () async throws -> any Store

    /// One demand on a store.
    package struct Check: Sendable, CustomStringConvertible {
        /// The demand, as a sentence.
        package let name: String
        private let body: @Sendable (any Store) async throws -> Void

        init(_ name: String, _ body: @escaping @Sendable (any Store) async throws -> Void) {
            self.name = name
            self.body = body
        }

        /// The demand.
        package var description: String { self.name }

        /// Holds a store against the demand.
        ///
        /// - Parameter factory: makes a store that holds nothing.
        /// - Throws: `StoreViolation` if the store does not meet it; whatever else the store throws.
        package func run(_ factory: Factory) async throws { try await self.body(try await factory()) }
    }

    /// All demands.
    package static let all = Self.states + Self.logs + Self.replies + Self.alerts + Self.keys

    /// Demands a fact.
    ///
    /// - Parameters:
    ///   - isSo: whether it is so.
    ///   - words: what should be so.
    /// - Throws: `StoreViolation` if it is not.
    static func demand(_ isSo: Bool, _ words: String) throws {
        if !isSo { throw StoreViolation(description: words) }
    }

    /// Demands that a commit is refused, and leaves nothing behind.
    static func refused(
        _ change: StoreChange,
        by store: any Store,
        with code: AviaryError.Code = .conflict,
        _ words: String
    ) async throws {
        let before = try await Contents(of: store)
        do throws(AviaryError) {
            _ = try await store.commit(change)
        } catch {
            try Self.demand(error.code == code, "\(words): the code is \(error.code) instead of \(code)")
            let after = try await Contents(of: store)
            try Self.demand(before == after, "\(words): it was refused, and yet left something behind")
            return
        }
        throw StoreViolation(description: "\(words): it was not refused")
    }

    /// An endpoint at a revision.
    static func endpoint(_ name: String, revision: Int = 1) throws -> EndpointRecord {
        let model = try ModelName(name)
        var specification = EndpointSpecification(name: model, model: model)
        specification.owner = "O'Neil \"☃\"; DROP TABLE endpoint"
        let updated = Timestamp(milliseconds: Int64(revision) * 1000)
        return EndpointRecord(
            specification: specification,
            stable: VersionNumber(.max),
            revision: revision,
            updated: updated
        )
    }

    /// A rollout that has just begun.
    static func rollout(_ id: String, of endpoint: String = "fraud") throws -> Rollout {
        try RolloutMachine.begin(
            id: id,
            endpoint: ModelName(endpoint),
            stable: VersionNumber(3),
            candidate: VersionNumber(4),
            plan: RolloutPlan(steps: Strategy.canary.steps()),
            at: Timestamp(milliseconds: 5)
        ).rollout
    }

    /// A rollout after something has happened to it.
    static func next(_ rollout: Rollout, _ event: RolloutEvent) throws -> Rollout {
        let change = try RolloutMachine.apply(event, to: rollout, at: Timestamp(milliseconds: 9))
        guard let change else { throw StoreViolation(description: "\(event) changes nothing") }
        return change.rollout
    }

    /// An entry of the log.
    static func event(_ endpoint: String, _ rollout: String? = nil, at: Int64 = 1) throws -> ControlEvent {
        ControlEvent(
            at: Timestamp(milliseconds: at),
            endpoint: try ModelName(endpoint),
            rollout: rollout,
            actor: "eve",
            kind: .routed(Routes(stable: VersionNumber(3), candidate: VersionNumber(4), weight: .percent(5)))
        )
    }
}

/// What a store does not do.
package struct StoreViolation: Error, CustomStringConvertible {
    /// What should be so, and is not.
    package let description: String
}

/// All that a store holds, to compare.
private struct Contents: Equatable {
    private let endpoints: [EndpointRecord]
    private let rollouts: [Rollout]
    private let events: [RecordedEvent]
    private let alerts: [Alert]
    private let silences: [Silence]
    private let keys: [KnownKey]
    private let waiting: [OutboxNotice]

    init(of store: any Store) async throws {
        self.endpoints = try await store.endpoints()
        self.rollouts = try await store.rollouts(RolloutQuery(limit: 1000))
        self.events = try await store.events(EventQuery(limit: 1000))
        self.alerts = try await store.alerts(AlertQuery(limit: 1000))
        self.silences = try await store.silences()
        self.keys = try await store.keys()
        var waiting: [OutboxNotice] = []
        for notifier in try await store.notifiers() {
            waiting += try await store.outbox(of: notifier.name, limit: 1000)
        }
        self.waiting = waiting
    }
}
