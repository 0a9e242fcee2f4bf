import AviaryServing
import Logging
import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOHTTPTypesHTTP1
import Testing

@testable import AviaryServer

/// What one connection's handlers do between themselves.
struct ConnectionTests {
    private func connect() throws -> EmbeddedChannel {
        let service = InferService(
            maxBodySize: 1 << 20,
            defaultDeadline: .seconds(1),
            readTimeout: .seconds(1),
            idleTimeout: .seconds(1),
            gatekeeper: Gatekeeper(),
            turns: LoopTurns(Router(), Observers()),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        let channel = EmbeddedChannel()
        let pipeline = channel.pipeline.syncOperations
        try pipeline.configureHTTPServerPipeline(withPipeliningAssistance: false, withErrorHandling: false)
        try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
        try pipeline.addHandler(InferPlacement(service))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        return channel
    }

    @Test func `a connection that has ended leaves nothing behind`() throws {
        weak var handler: InferHandler?
        do {
            let channel = try connect()
            handler = try channel.pipeline.syncOperations.handler(type: InferHandler.self)
            #expect(handler != nil)
            try channel.writeInbound(
                ByteBuffer(string: "POST /v2/models/a/infer HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}")
            )
            channel.embeddedEventLoop.run()
            let reply = try #require(try channel.readOutbound(as: ByteBuffer.self))
            #expect(String(buffer: reply).hasPrefix("HTTP/1.1 404 Not Found\r\n"))
            _ = try channel.finish()
        }
        #expect(handler == nil)
    }

    @Test func `the placement steps aside for what it places`() throws {
        let channel = try connect()
        defer { _ = try? channel.finish() }
        let pipeline = channel.pipeline.syncOperations
        #expect(throws: ChannelPipelineError.self) { try pipeline.handler(type: InferPlacement.self) }
        #expect(throws: Never.self) { try pipeline.handler(type: WholeRequests.self) }
    }
}
