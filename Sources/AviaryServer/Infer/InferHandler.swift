internal import AviaryCore
internal import AviaryServing
internal import DequeModule
internal import Logging
internal import NIOCore
internal import NIOHTTP1

/// Answers infer requests right behind the HTTP decoder, and lets all others pass to the router.
///
/// Belongs to one connection and is used only on its event loop. Requests are taken one at a time; what a client sends
/// ahead is held, and the reading stops until it is its turn.
final class InferHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    let service: InferService
    var exchange = Exchange.idle(since: .now)
    var body: InferBody?
    /// Parts of requests that were sent ahead.
    private var held: Deque<HTTPServerRequestPart> = []
    private var isResuming = false
    /// Whether somebody behind us wanted to read while parts were held.
    private var wantsRead = false
    /// Whether parts are just being read, so that a flush follows anyway.
    private var isReading = false
    /// Whether the connection ends after the reply.
    private var closesAfterReply = false
    private var requestNumber: UInt64 = 0
    /// Where whole replies are written: past the encoder, which has nothing to add to them.
    private let wire: ChannelHandlerContext
    private(set) var context: ChannelHandlerContext?
    private(set) var turn: LoopTurn?
    private var bound: NIOLoopBound<InferHandler>?
    private var patience: (task: Scheduled<Void>, at: Moment)?

    /// Makes the handler of one connection.
    ///
    /// - Parameters:
    ///   - service: what all connections share.
    ///   - encoder: the place of NIO's encoder in the connection's pipeline.
    init(_ service: InferService, encoder: ChannelHandlerContext) {
        self.service = service
        self.wire = encoder
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        self.turn = self.service.turns.turn(of: context.eventLoop)
        self.bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        self.watchPatience()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.patience?.task.cancel()
        self.context = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.abandon()
        context.fireChannelInactive()
    }

    // MARK: What the client sends

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        self.isReading = true
        let part = self.unwrapInboundIn(data)
        if case .head = part, !self.exchange.isIdle || !self.held.isEmpty {
            self.held.append(part)
        } else if !self.held.isEmpty {
            self.held.append(part)
        } else {
            self.take(part)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        self.isReading = false
        if case .receiving = self.exchange { self.watchPatience() }
        context.fireChannelReadComplete()
    }

    func read(context: ChannelHandlerContext) {
        guard self.held.isEmpty else {
            self.wantsRead = true
            return
        }
        context.read()
    }

    private func take(_ part: HTTPServerRequestPart) {
        switch part {
        case .head(let request): self.begin(request)
        case .body(let bytes): self.take(bytes, part)
        case .end: self.end(part)
        }
    }

    /// Takes a whole request at once, instead of its parts.
    ///
    /// - Parameters:
    ///   - route: where it goes.
    ///   - head: its header fields.
    ///   - body: its body.
    /// - Returns: `false` if another request is in progress; then nothing has been done.
    func take(_ route: InferRoute, _ head: InferHead, body: RawSpan) -> Bool {
        guard case .idle = self.exchange, self.held.isEmpty, let turn else { return false }
        let now = Moment.now
        let identity = RequestIdentity(id: head.requestID, traceparent: head.traceparent, using: &turn.random)
        var engine: Engine?
        do throws(AviaryError) {
            if let problem = head.problem { throw problem }
            let found = try self.service.router.table.endpoint(route.model).engine(version: route.version)
            engine = found
            try self.check(body.byteCount)
            let request = try InferBody.decode(body, head, for: found, limit: self.service.maxBodySize)
            try self.run(request, .init(head: head, identity: identity, engine: found, since: now))
        } catch {
            self.reply(error, identity, engine, since: now)
        }
        return true
    }

    private func begin(_ request: HTTPRequestHead) {
        guard request.method == .POST, let route = InferRoute(request.uri), let turn else {
            self.exchange = .passing(.init(progress: .now))
            self.context?.fireChannelRead(self.wrapInboundOut(.head(request)))
            return
        }
        let now = Moment.now
        let head = InferHead(request)
        let identity = RequestIdentity(id: head.requestID, traceparent: head.traceparent, using: &turn.random)
        do throws(AviaryError) {
            if let problem = head.problem { throw problem }
            let engine = try self.service.router.table.endpoint(route.model).engine(version: route.version)
            if let length = head.contentLength { try self.check(length) }
            self.exchange = .receiving(.init(head: head, identity: identity, engine: engine, since: now))
            self.body = InferBody(head)
            self.closesAfterReply = self.closesAfterReply || head.closes
            if head.expectsContinue {
                let goAhead = HTTPResponseHead(version: .http1_1, status: .continue)
                self.context?.writeAndFlush(self.wrapOutboundOut(.head(goAhead)), promise: nil)
            }
        } catch {
            self.refuse(error, identity, since: now)
        }
    }

    private func check(_ length: Int) throws(AviaryError) {
        guard length <= self.service.maxBodySize else {
            throw AviaryError(
                .tooLarge,
                "a body may have \(self.service.maxBodySize) bytes, this one has \(length) or more",
                remedy: "send less at once, or raise the server's --max-body"
            )
        }
    }

    private func take(_ bytes: ByteBuffer, _ part: HTTPServerRequestPart) {
        switch self.exchange {
        case .passing(var passing):
            passing.progress = .now
            self.exchange = .passing(passing)
            self.context?.fireChannelRead(self.wrapInboundOut(part))
        case .receiving(let receiving):
            do throws(AviaryError) {
                try self.check((self.body?.received ?? 0) + bytes.readableBytes)
                self.body?.append(bytes)
            } catch {
                self.body = nil
                self.refuse(error, receiving.identity, since: receiving.since)
            }
        case .idle, .running, .discarding, .closed:
            break
        }
    }

    private func end(_ part: HTTPServerRequestPart) {
        switch self.exchange {
        case .passing(var passing):
            passing.requestEnded = true
            self.exchange = passing.replyEnded ? .idle(since: .now) : .passing(passing)
            self.context?.fireChannelRead(self.wrapInboundOut(part))
        case .receiving(let receiving):
            self.start(receiving)
        case .discarding:
            self.close()
        case .idle, .running, .closed:
            break
        }
    }

    // MARK: What the engine does

    private func start(_ receiving: Exchange.Receiving) {
        guard let body = self.body.take() else { return }
        do throws(AviaryError) {
            try self.run(try body.decode(for: receiving.engine, limit: self.service.maxBodySize), receiving)
        } catch {
            self.reply(error, receiving.identity, receiving.engine, since: receiving.since)
        }
    }

    private func run(_ request: InferenceRequest, _ receiving: Exchange.Receiving) throws(AviaryError) {
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

    // MARK: What the client gets

    /// Answers with an error and goes on with the next request.
    private func reply(_ error: AviaryError, _ identity: RequestIdentity, _ engine: Engine?, since: Moment) {
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
    private func refuse(_ error: AviaryError, _ identity: RequestIdentity?, since: Moment) {
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
    func flush() { self.context?.flush() }

    private func close() {
        self.exchange = .closed
        self.held.removeAll()
        self.context?.flush()
        self.context?.close(promise: nil)
    }

    // MARK: What the router replies

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let part = self.unwrapOutboundIn(data)
        context.write(data, promise: promise)
        guard case .end = part, case .passing(var passing) = self.exchange else { return }
        passing.replyEnded = true
        self.exchange = passing.requestEnded ? .idle(since: .now) : .passing(passing)
        self.resume()
    }

    /// Takes the parts that were held, as far as they go.
    private func resume() {
        guard !self.isResuming, !self.held.isEmpty else { return }
        self.isResuming = true
        var hasPassedOn = false
        while let part = self.held.first {
            if case .head = part, !self.exchange.isIdle { break }
            self.held.removeFirst()
            self.take(part)
            if case .passing = self.exchange { hasPassedOn = true }
        }
        self.isResuming = false
        // The router takes what it was given only when it hears that there is no more for now.
        if hasPassedOn, !self.isReading { self.context?.fireChannelReadComplete() }
        if self.held.isEmpty, self.wantsRead {
            self.wantsRead = false
            self.context?.read()
        }
    }

    // MARK: Ends and errors

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch (event, self.exchange) {
        case (is ChannelShouldQuiesceEvent, .receiving), (is ChannelShouldQuiesceEvent, .running):
            // The router behind us knows nothing of this request and would close the connection.
            self.closesAfterReply = true
        case (ChannelEvent.inputClosed, .receiving), (ChannelEvent.inputClosed, .running):
            // Clients do not half-close: who stops sending before the reply has gone away.
            self.abandon()
            self.close()
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard error is HTTPParserError, self.exchange.isIdle else {
            context.fireErrorCaught(error)
            return
        }
        self.refuse(AviaryError(.invalidArgument, "this is not an HTTP/1.1 request: \(error)"), nil, since: .now)
        self.close()
    }

    /// Drops the request in progress: nobody waits for its answer.
    private func abandon() {
        guard case .running(let running) = self.exchange else { return }
        self.exchange = .closed
        running.inference?.cancel()
        running.call.engine.requests.record(nanoseconds: Moment.now.since(running.since), failure: .cancelled)
    }

    /// Sets the alarm for a client that is silent for too long, if an earlier one than the one that is set is needed.
    private func watchPatience() {
        guard let context, let deadline = self.deadline else { return }
        if let patience {
            guard deadline < patience.at else { return }
            patience.task.cancel()
        }
        let delay = TimeAmount.nanoseconds(Int64(clamping: deadline.since(.now)))
        let task = context.eventLoop.assumeIsolated().scheduleTask(in: delay) { self.patienceEnded() }
        self.patience = (task, deadline)
    }

    private var deadline: Moment? {
        self.exchange.patience(
            received: self.body?.received ?? 0,
            read: self.service.readTimeout,
            idle: self.service.idleTimeout
        )
    }

    private func patienceEnded() {
        self.patience = nil
        guard let deadline = self.deadline else {
            // The client waits for us; look again when it may have been idle for long.
            self.lookAgain()
            return
        }
        guard deadline <= .now else {
            self.watchPatience()
            return
        }
        if case .receiving(let receiving) = self.exchange {
            let received = self.body?.received ?? 0
            self.body = nil
            let error = AviaryError(
                .requestTimeout,
                "the body is too slow: \(received) bytes in \(Moment.now.since(receiving.since) / 1_000_000) ms"
            )
            self.refuse(error, receiving.identity, since: receiving.since)
        }
        self.close()
    }

    private func lookAgain() {
        guard let context else { return }
        let moment = Moment.now.advanced(by: self.service.idleTimeout)
        let task = context.eventLoop.assumeIsolated().scheduleTask(
            in: .nanoseconds(Int64(clamping: self.service.idleTimeout.nanoseconds))
        ) { self.patienceEnded() }
        self.patience = (task, moment)
    }
}
