internal import AviaryControl
internal import AviaryCore
internal import AviaryServing
internal import DequeModule
internal import NIOCore
internal import NIOHTTP1

/// Answers infer requests, and lets all others pass to the router.
///
/// Sits right behind the HTTP decoder, and gets what ``WholeRequests`` has taken before it.
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
    var held: Deque<HTTPServerRequestPart> = []
    /// Who asks by the request that is next, where it had to be found out.
    var found: Result<Principal, AviaryError>?
    private var isResuming = false
    /// Whether somebody behind us wanted to read while parts were held.
    private var wantsRead = false
    /// Whether parts are just being read, so that the end of the reading is told anyway.
    private var isReading = false
    /// Whether the connection ends after the reply.
    var closesAfterReply = false
    var requestNumber: UInt64 = 0
    /// Where whole replies are written: past the encoder, which has nothing to add to them.
    let wire: ChannelHandlerContext
    private(set) var context: ChannelHandlerContext?
    private(set) var turn: LoopTurn?
    private(set) var bound: NIOLoopBound<InferHandler>?
    var patience: (task: Scheduled<Void>, at: Moment)?

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
        self.patience = nil
        self.context = nil
        // Refers to this object, which would keep itself alive.
        self.bound = nil
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
        do throws(AviaryError) {
            // Who cannot be told at once is asked for behind the decoder, where the request can wait.
            guard try self.admit(head, to: route) else { return false }
            let receiving = try self.receiving(route, head, identity, length: body.byteCount, since: now)
            let limit = self.service.maxBodySize
            let request = try InferBody.decode(body, head, for: receiving.reader, limit: limit)
            try self.run(request, receiving)
        } catch {
            self.reply(error, identity, endpoint: route.model, since: now)
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
        let head = InferHead(request, wanted: self.wantedFields)
        let identity = RequestIdentity(id: head.requestID, traceparent: head.traceparent, using: &turn.random)
        do throws(AviaryError) {
            guard try self.admit(head, to: route) else { return self.ask(head, about: request) }
            let length = head.contentLength ?? 0
            self.exchange = .receiving(try self.receiving(route, head, identity, length: length, since: now))
            self.body = InferBody(head)
            self.closesAfterReply = self.closesAfterReply || head.closes
            if head.expectsContinue {
                let goAhead = HTTPResponseHead(version: .http1_1, status: .continue)
                self.context?.writeAndFlush(self.wrapOutboundOut(.head(goAhead)), promise: nil)
            }
        } catch {
            self.refuse(error, identity, endpoint: route.model, since: now)
        }
    }

    /// Checks whether a request may come, before its body is read.
    private func receiving(
        _ route: InferRoute,
        _ head: InferHead,
        _ identity: RequestIdentity,
        length: Int,
        since: Moment
    ) throws(AviaryError) -> Exchange.Receiving {
        if let problem = head.problem { throw problem }
        let choice = try VersionChoice(path: route.version, field: head.versionField)
        let request = RouteRequest(endpoint: route.model, choice: choice, fields: head.routingFields)
        let reader = try request.reader(in: self.table)
        try self.check(length)
        return Exchange.Receiving(head: head, identity: identity, route: request, reader: reader, since: since)
    }

    /// The routing table in force.
    var table: RoutingTable { self.turn?.routes.table ?? RoutingTable() }

    /// The fields that routing keys are read from.
    var wantedFields: WantedFields { self.turn?.routes.table.wantedFields ?? WantedFields() }

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
                self.refuse(error, receiving.identity, endpoint: receiving.route.endpoint, since: receiving.since)
            }
        case .idle, .asking, .running, .discarding, .closed:
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
        case .idle, .asking, .running, .closed:
            break
        }
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
    func resume() {
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
        case (is ChannelShouldQuiesceEvent, .receiving), (is ChannelShouldQuiesceEvent, .running),
            (is ChannelShouldQuiesceEvent, .asking):
            // The router behind us knows nothing of this request and would close the connection.
            self.closesAfterReply = true
        case (ChannelEvent.inputClosed, .receiving), (ChannelEvent.inputClosed, .running),
            (ChannelEvent.inputClosed, .asking):
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
        running.inference.cancel()
        guard let turn else { return }
        running.attempt.prediction.recordFailure(
            .cancelled,
            running.attempt.call.request,
            at: .now,
            in: turn.observations
        )
    }
}
