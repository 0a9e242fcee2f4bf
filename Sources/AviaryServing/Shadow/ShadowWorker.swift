internal import AviaryCore

/// Runs copies on the calling thread, until their queue is closed.
struct ShadowWorker {
    /// How long a copy may wait, and how long a run may take.
    static let patience = Duration.seconds(30)
    /// Failures that say nothing about the version: it is unloading, the queue is closed, or there was no core to run it on
    /// in time, since everybody else comes first.
    private static let notItsFault: Set<AviaryError.Code> = [.unavailable, .cancelled, .exhausted, .deadlineExceeded]

    /// What became of a copy.
    private enum Answer {
        /// It cannot be run.
        case refused(AviaryError)
        /// It is run; the outcome is there when the run is over, unless its deadline has passed just then.
        case run(Inference, Locked<Inference.Outcome?>)
    }

    private let state: Condition<ShadowBacklog>
    private let sink: @Sendable (MirroredPair) -> Void
    private var instruments = MirrorInstruments()

    init(state: Condition<ShadowBacklog>, sink: @escaping @Sendable (MirroredPair) -> Void) {
        self.state = state
        self.sink = sink
    }

    /// Runs what comes.
    mutating func work() {
        while let group = self.next() { self.run(group) }
    }

    private func next() -> [ShadowBacklog.Waiting]? {
        self.state.wait { backlog in
            if backlog.isClosed { return .done(nil) }
            let group = backlog.takeNext()
            backlog.isThreadAsleep = group.isEmpty
            return group.isEmpty ? .wait(until: nil) : .done(group)
        }
    }

    /// Runs copies for one engine, together where it joins requests.
    private mutating func run(_ group: [ShadowBacklog.Waiting]) {
        let now = Moment.now
        let engine = group[0].copy.engine
        guard !engine.isClosed else {
            for waiting in group { self.instruments.count(.shed, of: waiting.copy) }
            return
        }
        var limits = engine.batching
        // All that there is to join is there.
        limits?.maxDelay = .zero
        limits?.preferredBatchSizes = []
        var queue = BatchQueue(limits: limits, capacity: group.count)
        var answers: [(copy: ShadowCopy, answer: Answer)] = []
        for waiting in group {
            guard now < waiting.since.advanced(by: Self.patience) else {
                self.instruments.count(.shed, of: waiting.copy)
                continue
            }
            let answer = Self.begin(waiting.copy, at: now)
            if case .run(let inference, _) = answer { _ = queue.append(inference) }
            answers.append((waiting.copy, answer))
        }
        self.state.withLock { backlog in
            backlog.running = answers.compactMap {
                if case .run(let inference, _) = $0.answer { inference } else { nil }
            }
            // What was closed meanwhile has not seen these.
            if backlog.isClosed { for inference in backlog.running { inference.cancel() } }
        }
        while case .run(let inferences) = queue.next(at: now) { engine.runInline(inferences) }
        self.state.withLock { $0.running = [] }
        for (copy, answer) in answers { self.conclude(copy, answer) }
    }

    private static func begin(_ copy: ShadowCopy, at now: Moment) -> Answer {
        do throws(AviaryError) {
            let outcome = Locked<Inference.Outcome?>(nil)
            let inference = Inference(
                inputs: try copy.engine.signature.arrange(copy.request.inputs),
                outputs: try copy.engine.signature.indices(of: copy.request.outputs),
                accepted: now,
                deadline: now.advanced(by: Self.patience)
            ) { end in outcome.withLock { $0 = end } }
            return .run(inference, outcome)
        } catch {
            return .refused(error)
        }
    }

    private mutating func conclude(_ copy: ShadowCopy, _ answer: Answer) {
        let result: Result<[NamedTensor], AviaryError>
        switch answer {
        case .refused(let error):
            result = .failure(error)
        case .run(let inference, let outcome):
            let signature = copy.engine.signature
            guard let outcome = outcome.withLock({ $0 }) else { return self.instruments.count(.shed, of: copy) }
            result = outcome.result.map { tensors in
                zip(inference.outputs, tensors).map { NamedTensor(name: signature.outputs[$0].name, tensor: $1) }
            }
        }
        switch result {
        case .success:
            self.instruments.count(.run, of: copy)
        case .failure(let error):
            guard !Self.notItsFault.contains(error.code) else { return self.instruments.count(.shed, of: copy) }
            self.instruments.count(.failed, of: copy)
        }
        self.sink(copy.pair(result))
    }
}
