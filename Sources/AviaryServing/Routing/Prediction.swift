package import AviaryCore

/// One request that has been routed: its name, and what is told of it to its client, to the metrics, and to whoever judges.
package struct Prediction: Sendable {
    /// Its name.
    package let id: PredictionID
    /// When the request arrived.
    package let arrival: Moment
    /// Where it goes.
    package let assignment: Assignment
    /// Whether another version has failed before.
    package let isFallback: Bool

    /// Names a request that has been routed.
    ///
    /// - Parameters:
    ///   - assignment: where it goes.
    ///   - arrival: when it arrived.
    ///   - random: where its name comes from.
    package init(_ assignment: Assignment, arrival: Moment, using random: inout some RandomNumberGenerator) {
        self.id = PredictionID(milliseconds: UInt64(clamping: Timestamp.now.milliseconds), using: &random)
        self.arrival = arrival
        self.assignment = assignment
        self.isFallback = false
    }

    /// The same request, answered by stable in place of the version that failed.
    init(after first: Prediction, by target: Assignment.Target) {
        self.id = first.id
        self.arrival = first.arrival
        self.assignment = Assignment(
            first.assignment.endpoint,
            target,
            isAssigned: true,
            origin: first.assignment.origin
        )
        self.isFallback = true
    }

    /// How the reply comes about.
    package var provenance: Provenance {
        Provenance(role: self.assignment.role, id: self.id, isFallback: self.isFallback)
    }

    /// Tells that the version has answered.
    ///
    /// - Parameters:
    ///   - request: what was asked.
    ///   - outputs: what it gave; asked for only where somebody looks at it.
    ///   - now: the present moment.
    ///   - shard: takes observations.
    func recordAnswer(
        _ request: InferenceRequest,
        _ outputs: () -> [NamedTensor],
        at now: Moment,
        in shard: Recorder.Shard
    ) {
        self.assignment.target.instruments.record(nanoseconds: now.since(self.arrival), failure: nil)
        self.observe(nil, at: now, in: shard) {
            OutputMeasures(outputs: outputs(), labels: self.assignment.engine.configuration.labels)
        }
        shard.predictions?.offer(self.id) { self.record(request, outputs(), at: now) }
    }

    /// Tells that the version has failed, and the request with it.
    ///
    /// - Parameters:
    ///   - code: why.
    ///   - request: what was asked.
    ///   - now: the present moment.
    ///   - shard: takes observations.
    package func recordFailure(
        _ code: AviaryError.Code,
        _ request: InferenceRequest,
        at now: Moment,
        in shard: Recorder.Shard
    ) {
        self.assignment.target.instruments.record(nanoseconds: now.since(self.arrival), failure: code)
        self.observe(code, at: now, in: shard) { nil }
        shard.predictions?.offer(self.id) { self.record(request, failure: code, at: now) }
    }

    /// Tells that the version has failed, and stable is asked.
    ///
    /// - Parameters:
    ///   - code: why.
    ///   - now: the present moment.
    ///   - shard: takes observations.
    package func recordFallback(_ code: AviaryError.Code, at now: Moment, in shard: Recorder.Shard) {
        self.assignment.target.instruments.recordFallback()
        self.observe(code, fellBack: true, at: now, in: shard) { nil }
    }

    private func record(
        _ request: InferenceRequest,
        _ outputs: [NamedTensor] = [],
        failure: AviaryError.Code? = nil,
        at now: Moment
    ) -> RecordedPrediction {
        RecordedPrediction(
            id: self.id,
            at: self.id.at,
            endpoint: self.assignment.endpoint.name,
            model: self.assignment.engine.model,
            version: self.assignment.engine.version,
            role: self.assignment.role,
            isFallback: self.isFallback,
            latency: now.since(self.arrival),
            failure: failure,
            request: request,
            outputs: outputs,
            origin: self.assignment.origin
        )
    }

    private func observe(
        _ failure: AviaryError.Code?,
        fellBack: Bool = false,
        at now: Moment,
        in shard: Recorder.Shard,
        measures: () -> OutputMeasures?
    ) {
        // What stable answers in the candidate's place is no sample of stable: those requests are late, and not any ones.
        guard let traffic = self.assignment.endpoint.traffic, traffic.isObserved, !self.isFallback else { return }
        shard.append(
            Observation(
                endpoint: traffic.endpoint,
                version: self.assignment.engine.version,
                // Requests that chose their version are no sample of those that are sent to it.
                role: self.assignment.isAssigned ? self.assignment.role : .named,
                generation: traffic.generation,
                latency: now.since(self.arrival),
                failure: failure,
                fellBack: fellBack,
                measures: measures()
            )
        )
    }
}
