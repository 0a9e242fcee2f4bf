package import AviaryCore

/// One version's turn at a request: the one that was assigned, then stable's where the endpoint has a fallback.
///
/// Event loops and tasks go the same way: they run ``inference(completion:)``, ask ``step(after:at:)`` what follows from its
/// outcome, and record it.
package struct Attempt: Sendable {
    /// What follows from an outcome.
    package enum Step: Sendable {
        /// The reply is there.
        case answer(InferenceResponse, outputs: [Tensor])
        /// Stable is asked.
        case fallBack(Attempt, AviaryError)
        /// The request has failed.
        case fail(AviaryError)
    }

    /// The request, as it was routed.
    package let prediction: Prediction
    /// The call.
    package let call: InferenceCall
    private let began: Moment
    private let deadline: Moment
    /// When the whole request is due.
    private let due: Moment

    /// Begins with the assigned version.
    ///
    /// - Parameters:
    ///   - prediction: the request, as it was routed.
    ///   - request: the decoded request.
    ///   - serverDeadline: how long it may take when neither it nor its model says so.
    /// - Throws: ``AviaryError`` with code `invalidArgument` when the request does not fit the model's signature.
    package init(
        _ prediction: Prediction,
        _ request: InferenceRequest,
        serverDeadline: Duration
    ) throws(AviaryError) {
        self.prediction = prediction
        self.call = try InferenceCall(request, to: prediction.assignment.engine)
        let arrival = prediction.arrival
        self.began = arrival
        self.due = try self.call.deadline(acceptedAt: arrival, serverDeadline: serverDeadline)
        if prediction.assignment.fallback != nil, let share = prediction.assignment.endpoint.traffic?.fallback {
            let time = self.due.since(arrival) / UInt64(Weight.all.basisPoints) * UInt64(share.basisPoints)
            self.deadline = arrival.advanced(byNanoseconds: time)
        } else {
            self.deadline = self.due
        }
    }

    /// Goes on with stable, which has the time that is left.
    private init(_ call: InferenceCall, after first: Attempt, by target: Assignment.Target, at now: Moment) {
        self.prediction = Prediction(after: first.prediction, by: target)
        self.call = call
        self.began = now
        self.deadline = first.due
        self.due = first.due
    }

    /// Makes the inference that the engine runs.
    ///
    /// - Parameter completion: receives the outcome, exactly once, on any thread.
    /// - Returns: the inference, to be given to the engine.
    package func inference(completion: @escaping @Sendable (Inference.Outcome) -> Void) -> Inference {
        self.call.inference(acceptedAt: self.began, deadline: self.deadline, completion: completion)
    }

    /// What follows from an outcome.
    ///
    /// - Parameters:
    ///   - result: the outcome.
    ///   - now: the present moment.
    /// - Returns: the reply, stable's attempt, or the failure.
    package func step(after result: Result<[Tensor], AviaryError>, at now: Moment) -> Step {
        do throws(AviaryError) {
            let tensors = try result.get()
            var response = try self.call.response(tensors)
            response.modelName = self.prediction.assignment.endpoint.name.rawValue
            response.provenance = self.prediction.provenance
            return .answer(response, outputs: tensors)
        } catch {
            guard let target = self.prediction.assignment.fallback, error.code.isOfVersion, now < self.due,
                // A request that stable cannot take has no other answer than the candidate's failure.
                let call = try? InferenceCall(self.call.request, to: target.engine)
            else { return .fail(error) }
            return .fallBack(Attempt(call, after: self, by: target, at: now), error)
        }
    }

    /// Tells that the version has answered.
    ///
    /// - Parameters:
    ///   - outputs: what the model gave.
    ///   - now: the present moment.
    ///   - shard: takes observations.
    package func recordAnswer(_ outputs: [Tensor], at now: Moment, in shard: Recorder.Shard) {
        self.prediction.recordAnswer(self.call.request, { self.call.named(outputs) }, at: now, in: shard)
    }

    /// Makes the copies that other versions get of an answered request.
    ///
    /// - Parameters:
    ///   - outputs: what stable has answered.
    ///   - random: chooses the requests that are copied.
    /// - Returns: one for each version that gets one; none but for requests that stable answered in its own place.
    package func copies(_ outputs: [Tensor], using random: inout some RandomNumberGenerator) -> [ShadowCopy] {
        let (assignment, endpoint) = (self.prediction.assignment, self.prediction.assignment.endpoint)
        guard !endpoint.mirrors.isEmpty, assignment.role == .stable, assignment.isAssigned, !self.prediction.isFallback
        else { return [] }
        var copies: [ShadowCopy] = []
        for mirror in endpoint.mirrors where RoutingHash.bucket(random.next()) < mirror.weight.basisPoints {
            copies.append(
                ShadowCopy(
                    endpoint: endpoint.name,
                    engine: mirror.engine,
                    generation: endpoint.traffic?.generation ?? 0,
                    predictionID: self.prediction.id.description,
                    request: self.call.request,
                    stable: self.call.named(outputs)
                )
            )
        }
        return copies
    }
}

extension AviaryError.Code {
    /// Whether it is the version's failure, rather than the request's or its client's.
    package var isOfVersion: Bool {
        switch self {
        case .modelFailed, .exhausted, .unavailable, .deadlineExceeded, .internalError: true
        default: false
        }
    }
}
