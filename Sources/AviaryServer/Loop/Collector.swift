internal import AviaryControl
package import AviaryCore
package import AviaryServing

/// What requests and copies have left behind, on its way from the request path to the control loop.
///
/// Bounded everywhere: what finds no room is dropped and counted, and nobody waits.
package final class Collector: Sendable {
    /// What one request or copy has shown, and which decision sent it.
    struct Entry: Sendable {
        let sample: Sample
        let version: VersionNumber
        let generation: UInt64
    }

    /// What is compared at an endpoint: stable's answers and those of each version that gets copies.
    private struct Watched {
        var agreement: AgreementPlan
        var rollout: String?
        var comparisons: [VersionNumber: ShadowComparison] = [:]
    }

    private struct State {
        var endpoints: [ModelName: Watched] = [:]
        /// What copies have shown since the last look.
        var mirrored: [ModelName: [Entry]] = [:]
        var mirroredCount = 0
        var random = SystemRandomNumberGenerator()
    }

    private let recorder: Recorder
    private let state = Locked(State())

    /// How many copies' results may wait for the loop.
    private static let capacity = 16_384

    /// Makes a collector.
    ///
    /// - Parameter recorder: what the request path appends to.
    package init(recorder: Recorder) { self.recorder = recorder }

    /// Takes all that has come since the last time.
    func drain() -> [ModelName: [Entry]] {
        var entries = self.state.withLock { state in
            let mirrored = state.mirrored
            state.mirrored = [:]
            state.mirroredCount = 0
            return mirrored
        }
        for observation in self.recorder.drain() {
            guard let entry = Entry(observation) else { continue }
            entries[observation.endpoint, default: []].append(entry)
        }
        return entries
    }

    /// Follows an endpoint: what counts as the same there, and which rollout its comparisons belong to.
    ///
    /// - Parameters:
    ///   - endpoint: the endpoint.
    ///   - record: what it is; `nil` when it is gone.
    ///   - rollout: the rollout that goes on.
    func observe(_ endpoint: ModelName, _ record: EndpointRecord?, _ rollout: Rollout?) {
        self.state.withLock { state in
            guard let record else {
                state.endpoints[endpoint] = nil
                return
            }
            let agreement = record.specification.agreement
            var watched = state.endpoints[endpoint] ?? Watched(agreement: agreement)
            watched.agreement = agreement
            // What was seen of a candidate stays to be looked at until the next one comes.
            if let rollout, rollout.id != watched.rollout {
                watched.comparisons[rollout.candidate] = nil
                watched.rollout = rollout.id
            }
            state.endpoints[endpoint] = watched
        }
    }

    /// Compares what a version has made of a copy with what stable has answered.
    ///
    /// - Parameter pair: both; called on the thread that runs copies.
    package func compare(_ pair: MirroredPair) {
        guard let agreement = self.state.withLock({ $0.endpoints[pair.endpoint]?.agreement }) else { return }
        var sample = Sample(source: .candidate)
        var result: AgreementResult?
        switch pair.shadow {
        case .success(let outputs):
            let compared = agreement.compare(stable: pair.stable, candidate: outputs)
            let measures = OutputMeasures(outputs: outputs, labels: [:])
            sample.disagrees = !compared.agrees
            sample.isEmpty = measures.isEmpty
            sample.confidence = measures.confidence
            sample.label = measures.label
            result = compared
        case .failure(let error) where error.code.isVersionsFault:
            sample.isFailure = true
        case .failure:
            return
        }
        let entry = Entry(sample: sample, version: pair.version, generation: pair.generation)
        self.state.withLock { state in
            var comparison = state.endpoints[pair.endpoint]?.comparisons[pair.version] ?? ShadowComparison()
            comparison.add(pair, result, using: &state.random)
            state.endpoints[pair.endpoint]?.comparisons[pair.version] = comparison
            guard state.mirroredCount < Self.capacity else { return }
            state.mirroredCount += 1
            state.mirrored[pair.endpoint, default: []].append(entry)
        }
    }

    /// What the copies of an endpoint's requests have shown.
    ///
    /// - Parameter endpoint: the endpoint.
    /// - Returns: a comparison for each version that has had copies.
    package func comparisons(_ endpoint: ModelName) -> [VersionNumber: ShadowComparison] {
        self.state.withLock { $0.endpoints[endpoint]?.comparisons ?? [:] }
    }
}

extension Collector.Entry {
    /// What a request has shown; `nil` for one that is not part of a comparison, or failed by its client's fault.
    fileprivate init?(_ observation: Observation) {
        var sample: Sample
        switch observation.role {
        case .stable: sample = Sample(source: .stable)
        case .candidate: sample = Sample(source: .candidate)
        case .experiment, .shadow, .named: return nil
        }
        if let failure = observation.failure {
            guard failure.isVersionsFault else { return nil }
            sample.isFailure = true
        }
        sample.latency = Double(observation.latency) / 1e9
        sample.isFallback = observation.fellBack
        if let measures = observation.measures {
            sample.isEmpty = measures.isEmpty
            sample.confidence = measures.confidence
            sample.label = measures.label
        }
        self.init(sample: sample, version: observation.version, generation: observation.generation)
    }
}

extension AviaryError.Code {
    /// Whether a failure says something of the version, and not of the request or its client.
    var isVersionsFault: Bool {
        switch self {
        case .modelFailed, .exhausted, .unavailable, .deadlineExceeded, .internalError: true
        case .invalidArgument, .notFound, .methodNotAllowed, .tooLarge, .unsupportedMedia, .requestTimeout, .conflict,
            .preconditionFailed, .cancelled, .unimplemented:
            false
        }
    }
}
