import AviaryCore
import NIOCore
import NIOHTTP1
import NIOPosix

/// An HTTP server that replies as it was told, request by request, and remembers the requests.
///
/// After its script it answers 500.
struct ScriptedServer: Sendable {
    /// What it does with one request.
    enum Act: Sendable {
        case reply(Int, headers: HTTPHeaders = [:], body: [UInt8] = [])
        /// Says that the body has one byte more than it sends, and closes the connection.
        case cut(body: [UInt8])
        /// Closes the connection without a reply.
        case hangUp
        /// Says nothing, and leaves the connection open.
        case silence

        static func json(_ status: Int, _ text: String, headers: HTTPHeaders = [:]) -> Act {
            .reply(status, headers: headers, body: Array(text.utf8))
        }
    }

    /// What it was asked.
    struct Request: Sendable {
        let line: String
        let headers: HTTPHeaders
        var body: [UInt8] = []
    }

    let url: String
    private let story: Story

    /// The requests that came, in their order.
    var requests: [Request] { self.story.state.withLock { $0.requests } }

    /// Starts a server, lends it to a closure and stops it.
    ///
    /// - Parameters:
    ///   - acts: what it does with one request after the other.
    ///   - body: uses the server.
    /// - Returns: what the closure returns.
    /// - Throws: what the closure throws, and when no port is free.
    static func run<Result>(_ acts: [Act], _ body: (ScriptedServer) async throws -> Result) async throws -> Result {
        let story = Story(acts)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(ScriptHandler(story))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let server = ScriptedServer(url: "http://127.0.0.1:\(channel.localAddress?.port ?? 0)/at/", story: story)
        do {
            let result = try await body(server)
            try await channel.close()
            return result
        } catch {
            try? await channel.close()
            throw error
        }
    }
}

/// What is still to be done, and what has come.
private final class Story: Sendable {
    let state: Locked<(acts: ArraySlice<ScriptedServer.Act>, requests: [ScriptedServer.Request])>

    init(_ acts: [ScriptedServer.Act]) { self.state = Locked((acts[...], [])) }

    func next(_ request: ScriptedServer.Request) -> ScriptedServer.Act {
        self.state.withLock { state in
            state.requests.append(request)
            return state.acts.popFirst() ?? .json(500, #"{"error": "the script has ended"}"#)
        }
    }
}

private final class ScriptHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let story: Story
    private var request: ScriptedServer.Request?

    init(_ story: Story) { self.story = story }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch self.unwrapInboundIn(data) {
        case .head(let head):
            self.request = ScriptedServer.Request(line: "\(head.method.rawValue) \(head.uri)", headers: head.headers)
        case .body(let bytes):
            self.request?.body += bytes.readableBytesView
        case .end:
            guard let request = self.request else { return }
            self.act(self.story.next(request), context)
        }
    }

    private func act(_ act: ScriptedServer.Act, _ context: ChannelHandlerContext) {
        switch act {
        case .reply(let status, let headers, let body):
            self.write(status, headers, body, length: body.count, context)
            context.writeAndFlush(self.wrapOutboundOut(.end(nil)), promise: nil)
        case .cut(let body):
            self.write(200, [:], body, length: body.count + 1, context)
            context.flush()
            context.close(promise: nil)
        case .hangUp:
            context.close(promise: nil)
        case .silence:
            break
        }
    }

    private func write(
        _ status: Int,
        _ headers: HTTPHeaders,
        _ body: [UInt8],
        length: Int,
        _ context: ChannelHandlerContext
    ) {
        var headers = headers
        if !headers.contains(name: "transfer-encoding") { headers.add(name: "content-length", value: "\(length)") }
        let head = HTTPResponseHead(version: .http1_1, status: HTTPResponseStatus(statusCode: status), headers: headers)
        context.write(self.wrapOutboundOut(.head(head)), promise: nil)
        context.write(self.wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil)
    }
}
