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

    private let mailbox: Mailbox<WaitingCopy>
    private let backlog: ShadowBacklog
    /// What is being run, for whoever closes the queue.
    private let running: Locked<[Inference]>
    private let sink: @Sendable (MirroredPair) -> Void
    private var instruments = MirrorInstruments()

    init(
        mailbox: Mailbox<WaitingCopy>,
        backlog: ShadowBacklog,
        running: Locked<[Inference]>,
        sink: @escaping @Sendable (MirroredPair) -> Void
    ) {
        self.mailbox = mailbox
        self.backlog = backlog
        self.running = running
        self.sink = sink
    }

    /// Runs what comes.
    mutating func work() {
        while let waiting = self.mailbox.receive() {
            var rest = waiting[...]
            while let engine = rest.first?.copy.engine, !self.mailbox.isClosed {
                // The oldest, and those right behind it that may be joined with it.
                let limit = engine.batching?.maxBatchSize ?? 1
                let group = Array(rest.prefix(limit).prefix { $0.copy.engine === engine })
                rest = rest.dropFirst(group.count)
                for waiting in group { self.backlog.leave(byteCount: waiting.byteCount) }
                self.run(group, on: engine)
            }
        }
    }

    /// Runs copies for one engine, together where it joins requests.
    private mutating func run(_ group: [WaitingCopy], on engine: Engine) {
        let now = Moment.now
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
        let inferences = answers.compactMap { if case .run(let inference, _) = $0.answer { inference } else { nil } }
        self.running.withLock { $0 = inferences }
        // Whoever has closed the queue just before has not seen these.
        if self.mailbox.isClosed { for inference in inferences { inference.cancel() } }
        while case .run(let inferences) = queue.next(at: now) { engine.runInline(inferences) }
        self.running.withLock { $0 = [] }
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
