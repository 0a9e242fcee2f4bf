package import AviaryCore

/// One accepted request on its way through an engine: answered exactly once, however it ends.
package final class Inference: Sendable {
    /// The tensors in the signature's order.
    package let inputs: [Tensor]
    /// The wanted outputs, by index in the signature.
    package let outputs: [Int]
    /// How many rows the request has: the length of its first input's first dimension, 1 if that has none.
    package let rows: Int
    /// How many bytes the inputs have.
    package let byteCount: Int
    /// When the request was accepted.
    package let accepted: Moment
    /// When the answer is due.
    package let deadline: Moment

    private let completion: @Sendable (Outcome) -> Void
    private let state = Locked(State.waiting)

    private enum State {
        case waiting
        case running(Run)
        case finished
    }

    /// How a request ended, and where its time went.
    package struct Outcome: Sendable {
        /// The wanted outputs, or why there are none.
        package let result: Result<[Tensor], AviaryError>
        /// Where the time went.
        package let timing: Timing
    }

    /// Accepts a request.
    ///
    /// - Parameters:
    ///   - inputs: the tensors in the signature's order.
    ///   - outputs: the wanted outputs, by index in the signature.
    ///   - accepted: when the request was accepted.
    ///   - deadline: when the answer is due.
    ///   - completion: receives the outcome, exactly once, on the thread where the request ended.
    package init(
        inputs: [Tensor],
        outputs: [Int],
        accepted: Moment,
        deadline: Moment,
        completion: @escaping @Sendable (Outcome) -> Void
    ) {
        self.inputs = inputs
        self.outputs = outputs
        self.rows = inputs.first?.shape.dimensions.first ?? 1
        self.byteCount = inputs.reduce(0) { $0 + $1.range.count }
        self.accepted = accepted
        self.deadline = deadline
        self.completion = completion
    }

    /// Whether both requests may be run together: same shapes but for the first dimension, same outputs.
    package func isCompatible(with other: Inference) -> Bool {
        guard self.outputs == other.outputs, self.inputs.count == other.inputs.count else { return false }
        for (mine, theirs) in zip(self.inputs, other.inputs)
        where mine.shape.dimensions.dropFirst() != theirs.shape.dimensions.dropFirst() {
            return false
        }
        return true
    }

    /// Whether the request has been answered.
    package var isFinished: Bool {
        self.state.withLock { state in
            if case .finished = state { true } else { false }
        }
    }

    /// Begins to run as part of a run.
    ///
    /// - Returns: `false` if the request has already been answered.
    func begin(in run: Run) -> Bool {
        self.state.withLock { state in
            guard case .waiting = state else { return false }
            state = .running(run)
            return true
        }
    }

    /// Answers the request, unless that has been done; a run that nobody waits for any more is stopped.
    ///
    /// - Returns: whether this call was the one that answered.
    @discardableResult
    func finish(_ result: Result<[Tensor], AviaryError>, timing: Timing = Timing()) -> Bool {
        let (isFirst, run): (Bool, Run?) = self.state.withLock { state in
            switch state {
            case .finished:
                return (false, nil)
            case .waiting:
                state = .finished
                return (true, nil)
            case .running(let run):
                state = .finished
                return (true, run)
            }
        }
        guard isFirst else { return false }
        run?.leave()
        self.completion(Outcome(result: result, timing: timing))
        return true
    }

    /// Drops the request because its client went away: it leaves the queue, or its run is stopped.
    package func cancel() {
        self.finish(.failure(AviaryError(.cancelled, "the client went away before the answer was there")))
    }

    /// Answers the request with the error that its deadline has passed.
    @discardableResult
    func expire(at now: Moment) -> Bool {
        let allowed = self.deadline.since(self.accepted) / 1000
        let taken = now.since(self.accepted) / 1000
        return self.finish(
            .failure(
                AviaryError(
                    .deadlineExceeded,
                    "the deadline of \(allowed) us passed, the request has waited \(taken) us",
                    remedy:
                        "allow more time with the parameter 'timeout' (in microseconds), or send fewer requests at once"
                )
            )
        )
    }
}

/// Where a request's time went, in nanoseconds.
package struct Timing: Sendable, Hashable {
    /// Waiting to be run.
    package var queue: UInt64 = 0
    /// Joining its inputs with others'.
    package var input: UInt64 = 0
    /// In the model.
    package var infer: UInt64 = 0
    /// Parting its outputs from others'.
    package var output: UInt64 = 0
    /// The rows of the run that it was part of.
    package var batchRows = 0

    package init() {}
}
