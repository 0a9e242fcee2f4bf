internal import AviaryCore
internal import AviaryServing
internal import Logging
internal import NIOCore

/// What becomes of a request that has been read: it is decoded, run, and answered.
extension InferHandler {
    func start(_ receiving: Exchange.Receiving) {
        guard let body = self.body.take() else { return }
        do throws(AviaryError) {
            try self.run(try body.decode(for: receiving.engine, limit: self.service.maxBodySize), receiving)
        } catch {
            self.reply(error, receiving.identity, receiving.engine, since: receiving.since)
        }
    }

    func run(_ request: InferenceRequest, _ receiving: Exchange.Receiving) throws(AviaryError) {
        guard let bound, let loop = self.context?.eventLoop else { return }
        let call = try InferenceCall(request, to: receiving.engine)
        self.requestNumber &+= 1
        let number = self.requestNumber
        let inference = try call.inference(
            acceptedAt: receiving.since,
            serverDeadline: self.service.defaultDeadline
        ) { outcome in
            if loop.inEventLoop {
                bound.value.finish(number, outcome)
            } else {
                loop.execute { bound.value.finish(number, outcome) }
            }
        }
        self.exchange = .running(
            .init(
                number: number,
                call: call,
                head: receiving.head,
                identity: receiving.identity,
                since: receiving.since,
                inference: inference
            )
        )
        self.turn?.submit(inference, to: receiving.engine)
    }

    private func finish(_ number: UInt64, _ outcome: Inference.Outcome) {
        guard case .running(let running) = self.exchange, running.number == number, let context else { return }
        do throws(AviaryError) {
            let response = try running.call.response(try outcome.result.get())
            let reply = try InferReply(
                response,
                for: running.call.request,
                identity: running.identity,
                coding: running.head.acceptedCoding,
                closes: self.closesAfterReply,
                allocator: context.channel.allocator
            )
            running.call.engine.requests.record(nanoseconds: Moment.now.since(running.since), failure: nil)
            self.write(reply)
        } catch {
            self.reply(error, running.identity, running.call.engine, since: running.since)
        }
    }

    /// Answers with an error and goes on with the next request.
    func reply(_ error: AviaryError, _ identity: RequestIdentity, _ engine: Engine?, since: Moment) {
        guard let context else { return }
        (engine?.requests ?? .unrouted).record(nanoseconds: Moment.now.since(since), failure: error.code)
        self.log(error, identity, engine)
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
    func refuse(_ error: AviaryError, _ identity: RequestIdentity?, since: Moment) {
        guard let context else { return }
        RequestInstruments.unrouted.record(nanoseconds: Moment.now.since(since), failure: error.code)
        self.log(error, identity, nil)
        self.closesAfterReply = true
        self.exchange = .discarding(since: .now)
        self.send(InferReply(error, identity: identity, closes: true, allocator: context.channel.allocator))
        context.flush()
        self.watchPatience()
    }

    private func log(_ error: AviaryError, _ identity: RequestIdentity?, _ engine: Engine?) {
        let level: Logger.Level =
            switch error.code {
            case .modelFailed, .internalError: .error
            default: .debug
            }
        guard self.service.logger.logLevel <= level else { return }
        var metadata = identity?.metadata ?? [:]
        metadata["model"] = engine.map { "\($0.model)" }
        metadata["version"] = engine.map { "\($0.version)" }
        metadata["reason"] = "\(error.code.rawValue)"
        metadata["error"] = "\(error)"
        self.service.logger.log(level: level, "Request failed", metadata: metadata)
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
