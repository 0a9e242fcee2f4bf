package import AviaryCore

extension InferenceCall {
    /// Runs the call and waits for its reply; for callers that are tasks rather than event loops.
    ///
    /// A task that is cancelled takes its request out of the queue, or stops its run.
    ///
    /// - Parameter serverDeadline: how long a request may take when neither it nor its model says so.
    /// - Returns: the reply.
    /// - Throws: ``AviaryError`` as the request's outcome has it.
    package func run(serverDeadline: Duration) async throws(AviaryError) -> InferenceResponse {
        let started = Moment.now
        let (outcomes, continuation) = AsyncStream.makeStream(
            of: Inference.Outcome.self,
            bufferingPolicy: .bufferingNewest(1)
        )
        let inference = try self.inference(acceptedAt: started, serverDeadline: serverDeadline) { outcome in
            continuation.yield(outcome)
            continuation.finish()
        }
        self.engine.submit(inference)
        let outcome = await withTaskCancellationHandler {
            var iterator = outcomes.makeAsyncIterator()
            return await iterator.next(isolation: nil)
        } onCancel: {
            inference.cancel()
        }
        let result: Result<[Tensor], AviaryError> =
            outcome?.result ?? .failure(AviaryError(.cancelled, "the client went away before the answer was there"))
        do throws(AviaryError) {
            let response = try self.response(try result.get())
            self.engine.requests.record(nanoseconds: Moment.now.since(started), failure: nil)
            return response
        } catch {
            self.engine.requests.record(nanoseconds: Moment.now.since(started), failure: error.code)
            throw error
        }
    }
}
