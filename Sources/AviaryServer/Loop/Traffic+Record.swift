internal import AviaryControl
internal import AviaryCore
internal import AviaryServing

extension Traffic {
    /// What an endpoint's record and its rollout make of its requests.
    ///
    /// - Parameters:
    ///   - record: the endpoint.
    ///   - rollout: the rollout that goes on, if one does.
    ///   - generation: counts the decisions about the endpoint.
    init(_ record: EndpointRecord, _ rollout: Rollout?, generation: UInt64) {
        let specification = record.specification
        let routes = rollout?.routes ?? AviaryControl.Routes(stable: record.stable)
        self.init(endpoint: record.name, model: specification.model, stable: routes.stable)
        self.candidate = routes.candidate.map { Share($0, routes.weight) }
        self.mirrored = routes.mirrored
        self.experiment = specification.experiment.map { Share($0.version, $0.weight) }
        self.shadows = specification.shadows.map { Share($0.version, $0.weight) }
        self.key = specification.key
        // The same origins are not the first ones in every rollout.
        self.salt = RoutingHash.of((rollout?.id ?? "").utf8)
        self.fallback = specification.fallback?.deadlineShare
        // Observing costs as much as routing does, so it is done while somebody judges.
        self.isObserved = !(rollout?.analyses.isEmpty ?? true)
        self.generation = generation
    }
}
