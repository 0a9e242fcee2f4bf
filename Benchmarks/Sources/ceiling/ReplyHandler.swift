internal import NIOCore
internal import NIOHTTP1

/// Reads a request to its end, then answers.
final class ReplyHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let fixed: ByteBuffer?
    private var body = ByteBuffer()
    private var keepsAlive = true

    /// Makes the handler of one connection.
    ///
    /// - Parameter fixed: the reply; `nil` answers with the request's body.
    init(fixed: ByteBuffer?) {
        self.fixed = fixed
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch self.unwrapInboundIn(data) {
        case .head(let head):
            self.keepsAlive = head.isKeepAlive
            guard self.fixed == nil else { return }
            let length = head.headers.first(name: "content-length").flatMap { Int($0) } ?? 0
            self.body = context.channel.allocator.buffer(capacity: length)
        case .body(var part):
            if self.fixed == nil { self.body.writeBuffer(&part) }
        case .end:
            self.answer(with: self.fixed ?? self.body, context: context)
        }
    }

    private func answer(with body: ByteBuffer, context: ChannelHandlerContext) {
        let type = self.fixed == nil ? "application/octet-stream" : "application/json"
        let fields = HTTPHeaders([("content-type", type), ("content-length", String(body.readableBytes))])
        let head = HTTPResponseHead(version: .http1_1, status: .ok, headers: fields)
        context.write(self.wrapOutboundOut(.head(head)), promise: nil)
        context.write(self.wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        let isSent = context.writeAndFlush(self.wrapOutboundOut(.end(nil)))
        if !self.keepsAlive {
            let channel = NIOLoopBound(context.channel, eventLoop: context.eventLoop)
            isSent.whenComplete { _ in channel.value.close(promise: nil) }
        }
    }
}
