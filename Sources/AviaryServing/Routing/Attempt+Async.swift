package import AviaryCore

extension Attempt {
    /// How a request ended, for callers that are tasks.
    package struct Answer: Sendable {
        /// The last attempt: the one that answered, or failed.
        package let attempt: Attempt
        /// The reply.
        package let result: Result<InferenceResponse, AviaryError>
        /// What the model gave; empty where it failed.
        package let outputs: [Tensor]
    }

    /// Runs the request until it is answered; for callers that are tasks rather than event loops.
    ///
    /// A task that is cancelled takes its request out of the queue, or stops its run.
    ///
    /// - Parameter shard: takes observations.
    /// - Returns: the reply, or the failure.
    package func answer(recordingIn shard: Recorder.Shard) async -> Answer {
        var attempt = self
        while true {
            let result = await attempt.run()
            let now = Moment.now
            switch attempt.step(after: result, at: now) {
            case .answer(let response, let outputs):
                attempt.recordAnswer(outputs, at: now, in: shard)
                return Answer(attempt: attempt, result: .success(response), outputs: outputs)
            case .fallBack(let next, let error):
                attempt.prediction.recordFallback(error.code, at: now, in: shard)
                attempt = next
            case .fail(let error):
                attempt.prediction.recordFailure(error.code, attempt.call.request, at: now, in: shard)
                return Answer(attempt: attempt, result: .failure(error), outputs: [])
            }
        }
    }

    private func run() async -> Result<[Tensor], AviaryError> {
        let (outcomes, continuation) = AsyncStream.makeStream(
            of: Inference.Outcome.self,
            bufferingPolicy: .bufferingNewest(1)
        )
        let inference = self.inference { outcome in
            continuation.yield(outcome)
            continuation.finish()
        }
        self.call.engine.submit(inference)
        let outcome = await withTaskCancellationHandler {
            var iterator = outcomes.makeAsyncIterator()
            return await iterator.next(isolation: nil)
        } onCancel: {
            inference.cancel()
        }
        return outcome?.result
            ?? .failure(AviaryError(.cancelled, "the client went away before the answer was there"))
    }
}
