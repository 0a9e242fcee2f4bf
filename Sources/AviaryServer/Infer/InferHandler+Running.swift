internal import AviaryCore
internal import AviaryServing
internal import Logging
internal import NIOCore

/// What becomes of a request that has been read: it is decoded, run, and answered.
extension InferHandler {
    func start(_ receiving: Exchange.Receiving) {
        guard let body = self.body.take() else { return }
        do throws(AviaryError) {
            try self.run(try body.decode(for: receiving.reader, limit: self.service.maxBodySize), receiving)
        } catch {
            self.reply(error, receiving.identity, endpoint: receiving.route.endpoint, since: receiving.since)
        }
    }

    /// Routes a request and submits it, both in one step of the loop: no decision about the endpoint comes between.
    ///
    /// - Parameters:
    ///   - request: the decoded request.
    ///   - receiving: what came with it.
    /// - Throws: ``AviaryError`` where no version answers.
    func run(_ request: InferenceRequest, _ receiving: Exchange.Receiving) throws(AviaryError) {
        guard let turn else { return }
        let assignment = try receiving.route.assign(in: turn.routes.table, request.parameters, using: &turn.random)
        let prediction = Prediction(assignment, arrival: receiving.since, using: &turn.random)
        let attempt: Attempt
        do throws(AviaryError) {
            attempt = try Attempt(prediction, request, serverDeadline: self.service.defaultDeadline)
        } catch {
            self.fail(error, prediction, request, receiving.identity)
            return
        }
        self.submit(attempt, receiving.head, receiving.identity)
    }

    private func submit(_ attempt: Attempt, _ head: InferHead, _ identity: RequestIdentity) {
        guard let bound, let loop = self.context?.eventLoop else { return }
        self.requestNumber &+= 1
        let number = self.requestNumber
        let inference = attempt.inference { outcome in
            if loop.inEventLoop {
                bound.value.finish(number, outcome)
            } else {
                loop.execute { bound.value.finish(number, outcome) }
            }
        }
        self.exchange = .running(
            .init(number: number, attempt: attempt, head: head, identity: identity, inference: inference)
        )
        self.turn?.submit(inference, to: attempt.call.engine)
    }

    private func finish(_ number: UInt64, _ outcome: Inference.Outcome) {
        guard case .running(let running) = self.exchange, running.number == number, let context, let turn else {
            return
        }
        let (attempt, now) = (running.attempt, Moment.now)
        switch attempt.step(after: outcome.result, at: now) {
        case .answer(let response, let outputs):
            do throws(AviaryError) {
                let reply = try InferReply(
                    response,
                    of: attempt,
                    identity: running.identity,
                    coding: running.head.acceptedCoding,
                    closes: self.closesAfterReply,
                    allocator: context.channel.allocator
                )
                attempt.recordAnswer(outputs, at: .now, in: turn.observations)
                self.write(reply)
                turn.mirrorLater(attempt, outputs)
            } catch {
                self.fail(error, attempt.prediction, attempt.call.request, running.identity)
            }
        case .fallBack(let next, let error):
            attempt.prediction.recordFallback(error.code, at: now, in: turn.observations)
            self.log(error, running.identity, attempt.prediction, "Candidate failed, stable is asked")
            self.submit(next, running.head, running.identity)
        case .fail(let error):
            self.fail(error, attempt.prediction, attempt.call.request, running.identity)
        }
    }

    /// Answers a request that has been routed with an error, and goes on with the next.
    private func fail(
        _ error: AviaryError,
        _ prediction: Prediction,
        _ request: InferenceRequest,
        _ identity: RequestIdentity
    ) {
        guard let context, let turn else { return }
        prediction.recordFailure(error.code, request, at: .now, in: turn.observations)
        self.log(error, identity, prediction)
        self.write(
            InferReply(
                error,
                of: prediction,
                identity: identity,
                closes: self.closesAfterReply,
                allocator: context.channel.allocator
            )
        )
    }

    /// Answers a request that has not been routed with an error, and goes on with the next.
    func reply(_ error: AviaryError, _ identity: RequestIdentity, endpoint: String, since: Moment) {
        guard let context else { return }
        self.record(error, identity, endpoint: endpoint, since: since)
        self.write(
            InferReply(
                error,
                identity: identity,
                closes: self.closesAfterReply,
                allocator: context.channel.allocator
            )
        )
    }

    /// Answers with an error before the body has arrived; what still comes of it is dropped, and the connection ends.
    func refuse(_ error: AviaryError, _ identity: RequestIdentity?, endpoint: String? = nil, since: Moment) {
        guard let context else { return }
        self.record(error, identity, endpoint: endpoint, since: since)
        self.closesAfterReply = true
        self.exchange = .discarding(since: .now)
        self.send(InferReply(error, identity: identity, closes: true, allocator: context.channel.allocator))
        context.flush()
        self.watchPatience()
    }

    private func record(_ error: AviaryError, _ identity: RequestIdentity?, endpoint: String?, since: Moment) {
        let instruments = endpoint.flatMap { self.table.endpoints[$0] }?.unassigned ?? .unrouted
        instruments.record(nanoseconds: Moment.now.since(since), failure: error.code)
        self.log(error, identity, nil)
    }

    private func log(
        _ error: AviaryError,
        _ identity: RequestIdentity?,
        _ prediction: Prediction?,
        _ message: Logger.Message = "Request failed"
    ) {
        let level: Logger.Level =
            switch error.code {
            case .modelFailed, .internalError: .error
            default: .debug
            }
        guard self.service.logger.logLevel <= level else { return }
        var metadata = identity?.metadata ?? [:]
        if let assignment = prediction?.assignment {
            metadata["endpoint"] = "\(assignment.endpoint.name)"
            metadata["model"] = "\(assignment.engine.model)"
            metadata["version"] = "\(assignment.engine.version)"
            metadata["role"] = "\(assignment.role.rawValue)"
        }
        metadata["reason"] = "\(error.code.rawValue)"
        metadata["error"] = "\(error)"
        self.service.logger.log(level: level, message, metadata: metadata)
    }

    private func write(_ reply: InferReply) {
        self.send(reply)
        self.turn?.flushLater(self)
        if self.closesAfterReply {
            self.close()
        } else {
            self.exchange = .idle(since: .now)
            self.resume()
        }
    }

    private func send(_ reply: InferReply) {
        self.wire.write(NIOAny(IOData.byteBuffer(reply.bytes)), promise: nil)
    }

    /// Sends what has been written.
    func flush() { self.wire.flush() }

    func close() {
        self.exchange = .closed
        self.held.removeAll()
        self.context?.flush()
        self.context?.close(promise: nil)
    }
}
