internal import AviaryControl
internal import AviaryCore
package import AviaryServing
internal import Metrics
internal import Synchronization

/// What requests and copies have left behind, on its way to the control loop.
///
/// Bounded everywhere: what finds no room is dropped and counted, and nobody waits. The thread that runs copies gets a core only
/// when nobody else wants one, so it sends what they have shown without a lock: it could be interrupted while it holds one, and a
/// rollback would wait for it.
package final class Collector: Sendable {
    /// What one request or copy has shown, and which decision sent it.
    struct Entry: Sendable {
        let sample: Sample
        let version: VersionNumber
        let generation: UInt64
    }

    /// What a copy has shown, and where it differs from stable's answer, if it does.
    struct Copy: Sendable {
        let endpoint: ModelName
        let entry: Entry
        let disagreement: ShadowComparison.Disagreement?
    }

    private let recorder: AviaryServing.Recorder
    /// What counts as the same at each endpoint.
    ///
    /// Changed only when routes change, so that nobody waits for this lock at other times.
    private let agreements = Locked<[ModelName: AgreementPlan]>([:])
    private let copies = Mailbox<Copy>()
    private let waiting = Atomic(0)
    private let dropped = Counter(label: "aviary_observations_dropped_total")

    /// How many copies' results may wait for the loop.
    private static let capacity = 16_384

    /// Makes a collector.
    ///
    /// - Parameter recorder: what the request path appends to.
    package init(recorder: AviaryServing.Recorder) { self.recorder = recorder }

    /// Takes all that has come since the last time: what requests have shown, by endpoint, and what copies have.
    func drain() -> (observed: [ModelName: [Entry]], copies: [Copy]) {
        let copies = self.copies.poll()
        self.waiting.subtract(copies.count, ordering: .relaxed)
        var observed: [ModelName: [Entry]] = [:]
        for observation in self.recorder.drain() {
            guard let entry = Entry(observation) else { continue }
            observed[observation.endpoint, default: []].append(entry)
        }
        return (observed, copies)
    }

    /// Says what counts as the same at an endpoint from now on.
    ///
    /// - Parameters:
    ///   - endpoint: the endpoint.
    ///   - agreement: the rules; `nil` when the endpoint is gone.
    func follow(_ endpoint: ModelName, _ agreement: AgreementPlan?) {
        self.agreements.withLock { $0[endpoint] = agreement }
    }

    /// Compares what a version has made of a copy with what stable has answered.
    ///
    /// - Parameter pair: both; called on the thread that runs copies.
    package func compare(_ pair: MirroredPair) {
        guard let agreement = self.agreements.withLock({ $0[pair.endpoint] }) else { return }
        var sample = Sample(source: .candidate)
        var disagreement: ShadowComparison.Disagreement?
        switch pair.shadow {
        case .success(let outputs):
            let compared = agreement.compare(stable: pair.stable, candidate: outputs)
            sample.take(OutputMeasures(outputs: outputs, labels: pair.labels))
            sample.disagrees = !compared.agrees
            if !compared.agrees { disagreement = .init(pair, outputs, compared) }
        case .failure(let error) where error.code.isOfVersion:
            sample.isFailure = true
        case .failure:
            return
        }
        // One thread sends, so that nothing comes between the look and the counting but that room is made.
        guard self.waiting.load(ordering: .relaxed) < Self.capacity else { return self.dropped.increment() }
        self.waiting.add(1, ordering: .relaxed)
        let entry = Entry(sample: sample, version: pair.version, generation: pair.generation)
        self.copies.send(Copy(endpoint: pair.endpoint, entry: entry, disagreement: disagreement))
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
            guard failure.isOfVersion else { return nil }
            sample.isFailure = true
        }
        sample.latency = Double(observation.latency) / 1e9
        sample.isFallback = observation.fellBack
        if let measures = observation.measures { sample.take(measures) }
        self.init(sample: sample, version: observation.version, generation: observation.generation)
    }
}
