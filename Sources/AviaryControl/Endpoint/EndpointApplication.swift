package import AviaryCore

/// What becomes of an endpoint when somebody says what it should be: pure.
///
/// What is asked for is held against what was asked for last, not against what is: a candidate that was promoted stays
/// stable when the same specification is applied again.
package struct EndpointApplication: Sendable, Hashable {
    /// The endpoint as it will be.
    package let record: EndpointRecord
    /// The rollout to begin.
    package let introduction: EndpointSpecification.Introduction?
    /// Whether there is anything to do.
    package let isChange: Bool

    /// Works out what becomes of an endpoint.
    ///
    /// - Parameters:
    ///   - specification: what it should be.
    ///   - record: what it is; `nil` for a new one.
    ///   - newest: the highest version of the model that is ready; `nil` if there is none.
    ///   - now: the time.
    /// - Throws: `AviaryError` with code `invalidArgument` for what cannot be, `notFound` for a model without versions, and
    ///   `conflict` for what cannot be changed while a rollout goes on.
    package init(
        _ specification: EndpointSpecification,
        to record: EndpointRecord?,
        newest: VersionNumber?,
        at now: Timestamp
    ) throws(AviaryError) {
        let problems = specification.problems
        guard problems.isEmpty else {
            throw AviaryError(.invalidArgument, problems.joined(separator: "; ")).at("endpoint '\(specification.name)'")
        }
        guard let record else {
            guard let stable = specification.stable ?? newest else {
                throw AviaryError(
                    .notFound,
                    "endpoint '\(specification.name)': model '\(specification.model)' has no version that is ready",
                    remedy: "put one into the repository, or name another with 'model'"
                )
            }
            self.record = EndpointRecord(specification: specification, stable: stable, updated: now)
            self.introduction = specification.rollout.flatMap { $0.candidate == stable ? nil : $0 }
            self.isChange = true
            return
        }
        let last = record.specification
        if let rollout = record.rollout { try Self.refuseConflicts(from: last, to: specification, rollout) }
        var next = record
        next.specification = specification
        if let stable = specification.stable, stable != last.stable { next.stable = stable }
        let isNew = specification.rollout != nil && specification.rollout != last.rollout
        self.introduction = isNew ? specification.rollout.flatMap { $0.candidate == next.stable ? nil : $0 } : nil
        self.isChange = next != record
        if self.isChange {
            next.revision += 1
            next.updated = now
        }
        self.record = next
    }

    /// What a rollout stands on must not change under it.
    private static func refuseConflicts(
        from last: EndpointSpecification,
        to next: EndpointSpecification,
        _ rollout: String
    ) throws(AviaryError) {
        var changes: [String] = []
        if next.model != last.model { changes.append("model") }
        if next.stable != last.stable { changes.append("stable") }
        if next.key != last.key { changes.append("routing.key") }
        if next.rollout != nil, next.rollout != last.rollout { changes.append("rollout") }
        guard !changes.isEmpty else { return }
        throw AviaryError(
            .conflict,
            "endpoint '\(next.name)': \(changes.joined(separator: ", ")) cannot change while rollout \(rollout) goes on",
            remedy: "let it end, or abort it with 'aviary rollout abort \(rollout)'"
        )
    }
}

extension EndpointRecord {
    /// The versions that must stay loaded for this endpoint.
    ///
    /// - Parameter rollout: the rollout that goes on.
    /// - Returns: all that get requests, copies, or may get them at any moment.
    package func needed(with rollout: Rollout?) -> Set<VersionNumber> {
        var versions = Set((self.specification.experiment + self.specification.shadows).map(\.version))
        versions.insert(self.stable)
        if let rollout, !rollout.isOver { versions.formUnion([rollout.stable, rollout.candidate]) }
        return versions
    }
}
