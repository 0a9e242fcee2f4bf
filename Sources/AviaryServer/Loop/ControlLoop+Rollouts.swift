package import AviaryControl
package import AviaryCore
package import AviaryStore
internal import Logging

/// What somebody wants of a rollout.
package enum RolloutWish: Sendable, Hashable {
    case pause, resume, abort(reason: String)
    case promote(fully: Bool)

    fileprivate func event(by actor: String) -> RolloutEvent {
        switch self {
        case .pause: .pause(by: actor)
        case .resume: .resume(by: actor)
        case .promote(let isFull): .promote(by: actor, fully: isFull)
        case .abort(let reason): .abort(by: actor, reason: reason)
        }
    }
}

/// How a change was asked for.
package struct Asking: Sendable {
    /// Who asks.
    package let actor: String
    /// The revision that the caller knows, if it is to count.
    package let revision: Int?
    /// Makes the reply that is remembered for those who ask again; `nil` where nobody will.
    package let remember: (@Sendable (JSONValue) -> RememberedReply)?

    /// Describes how a change was asked for.
    ///
    /// - Parameters:
    ///   - actor: who asks.
    ///   - revision: the revision that the caller knows.
    ///   - remember: makes the reply that is remembered.
    package init(
        actor: String,
        revision: Int? = nil,
        remember: (@Sendable (JSONValue) -> RememberedReply)? = nil
    ) {
        self.actor = actor
        self.revision = revision
        self.remember = remember
    }

    /// Refuses what was asked for on the ground of what is no longer so.
    func check(_ revision: Int, of what: String) throws(AviaryError) {
        guard let known = self.revision, known != revision else { return }
        throw AviaryError(
            .preconditionFailed,
            "\(what) is at revision \(revision), the request is about revision \(known)",
            remedy: "read it again, and decide on what it is now"
        )
    }
}

extension ControlLoop {
    /// Begins a rollout.
    ///
    /// The candidate is loaded and held against stable before anything is written down.
    ///
    /// - Parameters:
    ///   - introduction: the candidate, and how it is brought in.
    ///   - name: the endpoint; a model of this name becomes one.
    ///   - asking: who asks, and how.
    /// - Returns: the rollout.
    /// - Throws: `AviaryError` with code `notFound` for an endpoint, model or version that is not there, `conflict` when a
    ///   rollout goes on at the endpoint, and why the candidate cannot be served in stable's place.
    package func start(
        _ introduction: EndpointSpecification.Introduction,
        on name: ModelName,
        _ asking: Asking
    ) async throws(AviaryError) -> Rollout {
        var specification = self.records[name]?.specification ?? EndpointSpecification(name: name, model: name)
        try self.refuseIfBusy(name)
        try await self.world.exists(specification.model, introduction.candidate)
        if self.records[name] == nil {
            // From here on what answers is written down, or the candidate would answer by itself as soon as it is loaded.
            _ = try await self.apply(specification, Asking(actor: asking.actor))
        }
        specification.rollout = introduction
        let wanted = specification
        return try await self.reserving([introduction.candidate], of: wanted.model) { () async throws(AviaryError) in
            try await self.examine(introduction.candidate, of: wanted.model, on: name)
            return try await self.exclusively { () async throws(AviaryError) -> Rollout in
                try self.refuseIfBusy(name)
                if let record = self.records[name] { try asking.check(record.revision, of: "endpoint '\(name)'") }
                let application = try EndpointApplication(
                    wanted,
                    to: self.records[name],
                    newest: self.world.newest(wanted.model),
                    at: self.world.now()
                )
                return try await self.begin(introduction, application.record, asking)
            }
        }
    }

    func refuseIfBusy(_ name: ModelName) throws(AviaryError) {
        guard let id = self.records[name]?.rollout, let rollout = self.live[id]?.rollout else { return }
        throw AviaryError(
            .conflict,
            "endpoint '\(name)' is busy: rollout \(id) of version \(rollout.candidate) goes on",
            remedy: "let it end, or abort it with 'aviary rollout abort \(id)'"
        )
    }

    /// Loads a candidate and holds it against what is stable at the endpoint.
    private func examine(
        _ candidate: VersionNumber,
        of model: ModelName,
        on endpoint: ModelName
    ) async throws(AviaryError) {
        try await self.world.require(model, candidate)
        guard let stable = self.records[endpoint]?.stable, stable != candidate else { return }
        // Somebody may have unloaded it by hand.
        try await self.world.require(model, stable)
        try await self.world.check(model, candidate, stable)
    }

    /// Writes a new rollout down together with the endpoint as it is then, so that neither is ever there alone.
    func begin(
        _ introduction: EndpointSpecification.Introduction,
        _ endpoint: EndpointRecord,
        _ asking: Asking,
        isApplied: Bool = false
    ) async throws(AviaryError) -> Rollout {
        let now = self.world.now()
        let change = try RolloutMachine.begin(
            id: self.world.newID(),
            endpoint: endpoint.name,
            stable: endpoint.stable,
            candidate: introduction.candidate,
            plan: introduction.plan,
            at: now
        )
        let rollout = change.rollout
        var record = endpoint
        record.rollout = rollout.id
        // A change of the endpoint that is written down with it counts once.
        record.revision = (self.records[endpoint.name]?.revision ?? 0) + 1
        record.updated = now
        let event = ControlEvent(
            at: now,
            endpoint: endpoint.name,
            rollout: rollout.id,
            actor: asking.actor,
            kind: .started(rollout)
        )
        let events = (isApplied ? self.entries(applying: record, asking) : []) + [event]
        let reply = asking.remember?(rollout.json)
        try await self.commit(StoreChange(endpoint: record, rollout: rollout, events: events, reply: reply))
        self.live[rollout.id] = LiveRollout(rollout: rollout)
        // What was seen of a candidate stays to be looked at until it is tried again.
        self.comparisons[endpoint.name]?[rollout.candidate] = nil
        self.route(endpoint.name)
        self.perform(change.actions, for: rollout)
        return rollout
    }

    /// Does to a rollout what somebody wants.
    ///
    /// - Parameters:
    ///   - wish: what is wanted.
    ///   - id: the rollout, or the endpoint whose rollout goes on.
    ///   - asking: who asks, and how.
    /// - Returns: the rollout after it.
    /// - Throws: `AviaryError` with code `notFound` when there is none, `conflict` with the reason when it cannot be.
    package func fulfil(_ wish: RolloutWish, _ id: String, _ asking: Asking) async throws(AviaryError) -> Rollout {
        try await self.exclusively { () async throws(AviaryError) -> Rollout in
            let rollout = try await self.rollout(id).rollout
            try asking.check(rollout.revision, of: "rollout \(rollout.id)")
            let event = wish.event(by: asking.actor)
            guard self.live[rollout.id] != nil else {
                // It is over, and the machine has words for it.
                _ = try RolloutMachine.apply(event, to: rollout, at: self.world.now())
                return rollout
            }
            return try await self.take(event, rollout.id, asking) ?? rollout
        }
    }

    /// Lets something happen to a rollout by itself; what cannot be written down is tried again at the next tick.
    func happens(_ event: RolloutEvent, to id: String) async {
        do throws(AviaryError) {
            try await self.exclusively { () async throws(AviaryError) in
                _ = try await self.take(event, id, Asking(actor: ControlEvent.aviary))
            }
        } catch {
            self.logger.critical(
                "A change of a rollout could not be made",
                metadata: ["rollout": "\(id)", "error": "\(error)"]
            )
            self.retry(event, id)
        }
    }

    /// Takes an event: decides, writes down, does.
    ///
    /// - Returns: the rollout after it; `nil` where it changes nothing.
    func take(_ event: RolloutEvent, _ id: String, _ asking: Asking) async throws(AviaryError) -> Rollout? {
        guard let before = self.live[id]?.rollout, var record = self.records[before.endpoint] else { return nil }
        let now = self.world.now()
        guard let change = try RolloutMachine.apply(event, to: before, at: now) else { return nil }
        let rollout = change.rollout
        func entry(_ kind: ControlEvent.Kind) -> ControlEvent {
            ControlEvent(at: now, endpoint: record.name, rollout: id, actor: asking.actor, kind: kind)
        }
        var events = [entry(.changed(event, to: rollout))]
        if rollout.routes != before.routes { events.append(entry(.routed(rollout.routes))) }
        if rollout.isOver {
            record.stable = rollout.routes.stable
            record.rollout = nil
            record.revision += 1
            record.updated = now
        }
        let written = StoreChange(
            endpoint: rollout.isOver ? record : nil,
            rollout: rollout,
            events: events,
            reply: asking.remember?(rollout.json)
        )
        do throws(AviaryError) {
            try await self.commit(written)
        } catch {
            // Clients come first: a candidate that has failed gets no more requests while that cannot be written down. The
            // rollout stays as it is, and so the decision is made again until it is in the log.
            if case .aborted = rollout.phase { self.route(record, nil) }
            throw error
        }
        self.live[id]?.rollout = rollout
        if rollout.isOver { self.live[id] = nil }
        self.perform(change.actions, for: rollout)
        return rollout
    }
}
