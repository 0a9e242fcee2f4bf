package import AviaryControl
package import AviaryCore
package import AviaryStore

/// A store that fails at a chosen operation, to try what becomes of whoever uses it.
package final class FaultyStore: Store {
    /// What goes wrong.
    package enum Fault: Sendable, Hashable, CaseIterable {
        /// The operation fails and does nothing; the next one works.
        case failure
        /// The program ends before the operation has done anything: nothing works any more.
        case crashBefore
        /// The program ends when the operation is done, and before anybody has heard of it: nothing works any more.
        case crashAfter
    }

    /// What a failure throws.
    package static let failure = AviaryError(.internalError, "the disk has failed, as it was told to")
    /// What everything throws from the crash on.
    package static let crash = AviaryError(.internalError, "the program has crashed, as it was told to")

    private let base: any Store
    private let place: Int
    private let fault: Fault
    private let state = Locked<State>(State())

    private struct State {
        var operations = 0
        var hasCrashed = false
    }

    /// Wraps a store.
    ///
    /// - Parameters:
    ///   - base: what does the work, and is what is left after a crash.
    ///   - operation: at which operation it happens, counted from 1.
    ///   - fault: what goes wrong.
    package init(_ base: any Store, at operation: Int, _ fault: Fault) {
        self.base = base
        self.place = operation
        self.fault = fault
    }

    /// How many operations there were; a simulation is through when this stays below the operation that it chose.
    package var operations: Int { self.state.withLock { $0.operations } }

    /// Whether the program has ended.
    package var hasCrashed: Bool { self.state.withLock { $0.hasCrashed } }

    package func endpoints() async throws(AviaryError) -> [EndpointRecord] {
        try await self.perform { base throws(AviaryError) in try await base.endpoints() }
    }

    package func notifiers() async throws(AviaryError) -> [NotifierSpecification] {
        try await self.perform { base throws(AviaryError) in try await base.notifiers() }
    }

    package func rollout(_ id: String) async throws(AviaryError) -> Rollout? {
        try await self.perform { base throws(AviaryError) in try await base.rollout(id) }
    }

    package func rollouts(_ query: RolloutQuery) async throws(AviaryError) -> [Rollout] {
        try await self.perform { base throws(AviaryError) in try await base.rollouts(query) }
    }

    package func events(_ query: EventQuery) async throws(AviaryError) -> [RecordedEvent] {
        try await self.perform { base throws(AviaryError) in try await base.events(query) }
    }

    package func reply(to key: String) async throws(AviaryError) -> RememberedReply? {
        try await self.perform { base throws(AviaryError) in try await base.reply(to: key) }
    }

    package func alerts(_ query: AlertQuery) async throws(AviaryError) -> [Alert] {
        try await self.perform { base throws(AviaryError) in try await base.alerts(query) }
    }

    package func lastAlert() async throws(AviaryError) -> Int64 {
        try await self.perform { base throws(AviaryError) in try await base.lastAlert() }
    }

    package func silences() async throws(AviaryError) -> [Silence] {
        try await self.perform { base throws(AviaryError) in try await base.silences() }
    }

    package func outbox(of notifier: String, limit: Int) async throws(AviaryError) -> [OutboxNotice] {
        try await self.perform { base throws(AviaryError) in try await base.outbox(of: notifier, limit: limit) }
    }

    package func outboxCount(of notifier: String) async throws(AviaryError) -> Int {
        try await self.perform { base throws(AviaryError) in try await base.outboxCount(of: notifier) }
    }

    package func keys() async throws(AviaryError) -> [KnownKey] {
        try await self.perform { base throws(AviaryError) in try await base.keys() }
    }

    package func commit(_ change: StoreChange) async throws(AviaryError) -> [RecordedEvent] {
        try await self.perform { base throws(AviaryError) in try await base.commit(change) }
    }

    private func perform<Result: Sendable>(
        _ operation: @Sendable (any Store) async throws(AviaryError) -> Result
    ) async throws(AviaryError) -> Result {
        let isHere = try self.state.withLock { state throws(AviaryError) in
            guard !state.hasCrashed else { throw Self.crash }
            state.operations += 1
            guard state.operations == self.place else { return false }
            // From here on nobody else gets through, also not while the operation goes on.
            state.hasCrashed = self.fault != .failure
            return true
        }
        guard isHere else {
            let result = try await operation(self.base)
            // Another operation may have ended the program meanwhile.
            guard !self.hasCrashed else { throw Self.crash }
            return result
        }
        switch self.fault {
        case .failure: throw Self.failure
        case .crashBefore: throw Self.crash
        case .crashAfter:
            _ = try await operation(self.base)
            throw Self.crash
        }
    }
}
