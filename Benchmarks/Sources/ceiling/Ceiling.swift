internal import ArgumentParser
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix

/// A bare SwiftNIO HTTP/1 server: what no server on NIO can surpass.
@main
struct Ceiling: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Answers every request with the same reply, or with its own body.",
        discussion: "It knows no paths, no methods and no limits: it is here to be measured, never to serve."
    )

    @Option(help: "The port on 127.0.0.1.") var port = 8080
    @Option(help: "The event loops; all cores where nothing is said.") var threads = System.coreCount
    @Flag(help: "Answer with the request's body, read whole.") var echo = false

    func run() async throws {
        let reply = self.echo ? nil : ByteBuffer(string: Ceiling.tinyReply)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: self.threads)
        let server = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    // Neither pipelined requests nor malformed ones come here, so their handlers are left out.
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.configureHTTPServerPipeline(
                        withPipeliningAssistance: false,
                        withErrorHandling: false
                    )
                    try pipeline.addHandler(ReplyHandler(fixed: reply))
                }
            }
            .bind(host: "127.0.0.1", port: self.port)
            .get()
        print("ceiling: http://127.0.0.1:\(self.port)")
        try await server.closeFuture.get()
    }

    /// What Aviary answers for the model `tiny`, so that both send as many bytes.
    private static let tinyReply = """
        {"model_name":"tiny","model_version":"1","outputs":[{"name":"y","datatype":"FP32","shape":[1,3],\
        "data":[-2.5919003,-9.602475,-4.6022987]}]}
        """
}
