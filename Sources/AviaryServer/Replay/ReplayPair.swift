internal import AviaryControl
internal import AviaryCore
internal import AviaryServing

/// What a recorded request has shown of both versions.
struct Replayed: Sendable {
    let stable: Sample
    let candidate: Sample
    /// What is different, and how far apart both are, 0...1; `nil` where they agree or were not compared.
    let difference: (words: String, score: Double)?
    /// Why the candidate failed where stable did not.
    let failure: String?
}

/// Both versions, and one request at a time through both of them.
struct ReplayPair: Sendable {
    /// How long a run may take where the model says nothing.
    private static let patience = Duration.seconds(30)

    let stable: Engine
    let candidate: Engine
    private let agreement: AgreementPlan

    init(stable: Engine, candidate: Engine, agreement: AgreementPlan) {
        self.stable = stable
        self.candidate = candidate
        self.agreement = agreement
    }

    /// Runs a recorded request on the calling thread.
    ///
    /// - Parameters:
    ///   - line: the record.
    ///   - isCandidateFirst: whether the candidate runs it first, and finds the caches as stable finds them otherwise.
    /// - Returns: what it has shown.
    /// - Throws: `AviaryError` when it is no request that stable takes, or its labels cannot be held against the outputs.
    func replay(_ line: [UInt8], isCandidateFirst: Bool) throws(AviaryError) -> Replayed {
        let record = try RecordedRequest.decode(line.span.bytes)
        // What stable refuses is no request to judge by.
        _ = try self.stable.signature.arrange(record.request.inputs)
        _ = try self.stable.signature.indices(of: record.request.outputs)
        let first = Self.run(record.request, on: isCandidateFirst ? self.candidate : self.stable)
        let second = Self.run(record.request, on: isCandidateFirst ? self.stable : self.candidate)
        let (stable, candidate) = isCandidateFirst ? (second, first) : (first, second)

        var candidateSample = try Self.sample(.candidate, candidate, self.candidate, record.labels)
        let stableSample = try Self.sample(.stable, stable, self.stable, record.labels)
        var difference: (words: String, score: Double)?
        var failure: String?
        switch (stable.outputs, candidate.outputs) {
        case (.success(let known), .success(let other)):
            let result = self.agreement.compare(stable: known, candidate: other)
            candidateSample.disagrees = !result.agrees
            difference = result.difference.map { ($0, result.score) }
        case (.success, .failure(let error)): failure = error.description
        case (.failure, _): break
        }
        return Replayed(stable: stableSample, candidate: candidateSample, difference: difference, failure: failure)
    }

    private struct Answer {
        let outputs: Result<[NamedTensor], AviaryError>
        let nanoseconds: UInt64
    }

    private static func run(_ request: InferenceRequest, on engine: Engine) -> Answer {
        let started = Moment.now
        do throws(AviaryError) {
            let box = Locked<Inference.Outcome?>(nil)
            let inference = Inference(
                inputs: try engine.signature.arrange(request.inputs),
                outputs: try engine.signature.indices(of: request.outputs),
                accepted: started,
                deadline: started.advanced(by: engine.configuration.defaultDeadline ?? Self.patience)
            ) { outcome in box.withLock { $0 = outcome } }
            engine.runInline([inference])
            // An outcome that is not there yet is that of a deadline which passes just now.
            guard let outcome = box.withLock({ $0 }) else {
                throw AviaryError(.deadlineExceeded, "the deadline passed")
            }
            let named = try zip(inference.outputs, outcome.result.get()).map { index, tensor in
                NamedTensor(name: engine.signature.outputs[index].name, tensor: tensor)
            }
            return Answer(outputs: .success(named), nanoseconds: Moment.now.since(started))
        } catch {
            return Answer(outputs: .failure(error), nanoseconds: Moment.now.since(started))
        }
    }

    private static func sample(
        _ source: Sample.Source,
        _ answer: Answer,
        _ engine: Engine,
        _ labels: [RecordedRequest.Labels]
    ) throws(AviaryError) -> Sample {
        var sample = Sample(source: source)
        sample.latency = Double(answer.nanoseconds) / 1e9
        guard case .success(let outputs) = answer.outputs else {
            sample.isFailure = true
            return sample
        }
        let names = engine.configuration.labels
        sample.take(OutputMeasures(outputs: outputs, labels: names))
        sample.labelIsWrong = try LabelCheck(labels, names: names).isWrong(outputs)
        return sample
    }
}
