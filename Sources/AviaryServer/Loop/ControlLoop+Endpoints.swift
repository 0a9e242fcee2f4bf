package import AviaryControl
package import AviaryCore
package import AviaryStore

extension ControlLoop {
    /// What applying a specification comes to.
    package struct Applied: Sendable {
        /// The endpoint as it is, or would be.
        package let record: EndpointRecord
        /// What it was; `nil` for a new one.
        package let before: EndpointRecord?
        /// The rollout that has begun, or would.
        package let introduction: EndpointSpecification.Introduction?
        /// The rollout, once it has begun.
        package let rollout: Rollout?
        /// Whether there is anything to do.
        package let isChange: Bool

        /// All versions that the endpoint will need.
        fileprivate var versions: [VersionNumber] {
            self.record.needed(with: nil).sorted() + (self.introduction.map { [$0.candidate] } ?? [])
        }
    }

    /// Makes an endpoint what somebody says that it should be.
    ///
    /// - Parameters:
    ///   - specification: what it should be.
    ///   - isTrial: only say what would be done.
    ///   - asking: who asks, and how.
    /// - Returns: what it came to.
    /// - Throws: `AviaryError` for what cannot be; then nothing has been done.
    package func apply(
        _ specification: EndpointSpecification,
        isTrial: Bool = false,
        _ asking: Asking
    ) async throws(AviaryError) -> Applied {
        let planned = try self.plan(specification, asking)
        try await self.demand(planned)
        guard !isTrial, planned.isChange else { return planned }
        return try await self.reserving(planned.versions, of: specification.model) { () async throws(AviaryError) in
            try await self.load(planned)
            return try await self.exclusively { () async throws(AviaryError) in
                try await self.make(specification, asking)
            }
        }
    }

    /// Makes an endpoint what it should be, with all versions loaded that it needs.
    private func make(
        _ specification: EndpointSpecification,
        _ asking: Asking
    ) async throws(AviaryError) -> Applied {
        let applied = try self.plan(specification, asking)
        guard applied.isChange else { return applied }
        guard let introduction = applied.introduction else {
            try await self.writeDown(applied, asking)
            self.letGo(applied)
            return applied
        }
        try self.refuseIfBusy(specification.name)
        let rollout = try await self.begin(introduction, applied.record, asking, isApplied: true)
        return Applied(
            record: self.records[specification.name] ?? applied.record,
            before: applied.before,
            introduction: introduction,
            rollout: rollout,
            isChange: true
        )
    }

    /// Tells somebody what happens from now on.
    ///
    /// - Parameters:
    ///   - notifier: who, and where.
    ///   - isTrial: only say what would be done.
    /// - Returns: `created`, `changed` or `unchanged`.
    /// - Throws: `AviaryError` when it cannot be written down.
    package func apply(_ notifier: NotifierSpecification, isTrial: Bool) async throws(AviaryError) -> String {
        let before = self.notifiers[notifier.name]
        guard before != notifier else { return "unchanged" }
        if !isTrial {
            try await self.exclusively { () async throws(AviaryError) in
                try await self.commit(StoreChange(notifier: notifier))
                self.notifiers[notifier.name] = notifier
                self.world.publish([])
            }
        }
        return before == nil ? "created" : "changed"
    }

    /// Tells somebody nothing more.
    ///
    /// - Parameter name: who.
    /// - Throws: `AviaryError` with code `notFound` when nobody has the name.
    package func removeNotifier(_ name: String) async throws(AviaryError) {
        try await self.exclusively { () async throws(AviaryError) in
            guard self.notifiers[name] != nil else { throw AviaryError(.notFound, "there is no notifier '\(name)'") }
            try await self.commit(StoreChange(removedNotifier: name))
            self.notifiers[name] = nil
            self.world.publish([])
        }
    }

    /// Removes an endpoint: its model's versions answer for themselves again.
    ///
    /// - Parameters:
    ///   - name: the endpoint.
    ///   - asking: who asks, and how.
    /// - Throws: `AviaryError` with code `notFound` when there is none, `conflict` while a rollout goes on there.
    package func remove(_ name: ModelName, _ asking: Asking) async throws(AviaryError) {
        try await self.exclusively { () async throws(AviaryError) in
            guard let record = self.records[name] else {
                throw AviaryError(.notFound, "there is no endpoint '\(name)' that was described to be one")
            }
            try asking.check(record.revision, of: "endpoint '\(name)'")
            try self.refuseIfBusy(name)
            let event = ControlEvent(at: self.world.now(), endpoint: name, actor: asking.actor, kind: .removed)
            try await self.commit(StoreChange(removed: name, events: [event]))
            self.route(name)
            self.comparisons[name] = nil
            for version in record.needed(with: nil) { self.letGo(version, record.specification.model) }
        }
    }

    private func plan(_ specification: EndpointSpecification, _ asking: Asking) throws(AviaryError) -> Applied {
        let before = self.records[specification.name]
        try asking.check(before?.revision ?? 0, of: "endpoint '\(specification.name)'")
        let application = try EndpointApplication(
            specification,
            to: before,
            newest: self.world.newest(specification.model),
            at: self.world.now()
        )
        return Applied(
            record: application.record,
            before: before,
            introduction: application.introduction,
            rollout: nil,
            isChange: application.isChange
        )
    }

    /// Makes sure that all versions are there that the endpoint will need.
    private func demand(_ planned: Applied) async throws(AviaryError) {
        let specification = planned.record.specification
        for version in planned.versions {
            do throws(AviaryError) {
                try await self.world.exists(specification.model, version)
            } catch {
                throw error.at("endpoint '\(specification.name)'")
            }
        }
    }

    /// Loads all that the endpoint will need, and holds new versions against stable.
    private func load(_ planned: Applied) async throws(AviaryError) {
        let (record, specification) = (planned.record, planned.record.specification)
        do throws(AviaryError) {
            for version in planned.versions { try await self.world.require(specification.model, version) }
            for version in planned.versions where version != record.stable {
                try await self.world.check(specification.model, version, record.stable)
            }
        } catch {
            throw error.at("endpoint '\(specification.name)'")
        }
    }

    private func writeDown(_ applied: Applied, _ asking: Asking) async throws(AviaryError) {
        let record = applied.record
        let events = self.entries(applying: record, asking)
        try await self.commit(StoreChange(endpoint: record, events: events))
        self.route(record.name)
    }

    /// What the log says of an endpoint that becomes what was asked for.
    func entries(applying record: EndpointRecord, _ asking: Asking) -> [ControlEvent] {
        func entry(_ kind: ControlEvent.Kind) -> ControlEvent {
            ControlEvent(at: record.updated, endpoint: record.name, actor: asking.actor, kind: kind)
        }
        let applied = entry(.applied(record.specification))
        guard self.records[record.name]?.stable != record.stable else { return [applied] }
        return [applied, entry(.routed(AviaryControl.Routes(stable: record.stable)))]
    }

    /// Lets those versions go that the endpoint needed before and does not need now.
    private func letGo(_ applied: Applied) {
        guard let before = applied.before else { return }
        for version in before.needed(with: nil).subtracting(applied.record.needed(with: nil)) {
            self.letGo(version, before.specification.model)
        }
    }
}
