internal import AviaryControl
package import AviaryCore
internal import AviaryStore
internal import Logging

extension ControlLoop {
    /// Takes up what the store says: the same routes, and every rollout at the step where it stood.
    ///
    /// To be called before the first request is answered. A version that cannot be loaded takes down nothing else: a candidate
    /// is refused, and a stable one is reported.
    ///
    /// - Throws: `AviaryError` when the store cannot be read or written.
    package func recover() async throws(AviaryError) {
        for record in try await self.store.endpoints() {
            self.records[record.name] = record
            guard let id = record.rollout else { continue }
            guard let rollout = try await self.store.rollout(id) else {
                throw AviaryError(
                    .internalError,
                    "endpoint '\(record.name)' has the rollout \(id), which the database does not know",
                    remedy: "the database is damaged: put back a copy of it"
                )
            }
            self.live[id] = LiveRollout(rollout: rollout)
        }
        for notifier in try await self.store.notifiers() { self.notifiers[notifier.name] = notifier }
        for record in self.records.values.sorted(by: { $0.name < $1.name }) { try await self.recover(record) }
    }

    private func recover(_ record: EndpointRecord) async throws(AviaryError) {
        let (model, rollout) = (record.specification.model, record.rollout.flatMap { self.live[$0]?.rollout })
        var refusal: AviaryError?
        for version in record.needed(with: rollout).sorted() {
            do throws(AviaryError) {
                try await self.world.require(model, version)
            } catch {
                self.logger.error(
                    "A version that an endpoint needs cannot be loaded",
                    metadata: ["endpoint": "\(record.name)", "version": "\(version)", "reason": "\(error)"]
                )
                if version == rollout?.candidate { refusal = error }
            }
        }
        self.route(record.name)
        guard let rollout else { return }
        if let refusal {
            _ = try await self.take(
                .refused(reason: "after a restart: \(refusal.description)"),
                rollout.id,
                Asking(actor: ControlEvent.aviary)
            )
            return
        }
        let event = ControlEvent(
            at: self.world.now(),
            endpoint: record.name,
            rollout: rollout.id,
            kind: .resumed(rollout)
        )
        try await self.commit(StoreChange(events: [event]))
        // The routes are in force already, and the candidate is loaded.
        self.perform(
            rollout.resumption.filter { if case .route = $0 { false } else { true } },
            for: rollout
        )
    }
}
