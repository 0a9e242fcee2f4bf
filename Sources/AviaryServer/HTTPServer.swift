internal import AviaryCore
package import AviaryServing
package import Hummingbird
internal import HummingbirdCore
package import Logging
internal import NIOCore
internal import NIOPosix

/// The HTTP side of the server: one port, infer requests answered right behind the decoder, all others by routes.
package struct HTTPServer {
    /// Where it listens, and what it puts up with.
    package struct Options: Sendable {
        package var host = "127.0.0.1"
        /// 0 takes any port that is free.
        package var port = 8000
        package var maxBodySize = 64 << 20
        /// The most bytes of a request's header fields.
        package var maxHeaderSize = 32 << 10
        package var readTimeout: Duration = .seconds(30)
        package var idleTimeout: Duration = .seconds(75)
        package var defaultDeadline: Duration = .seconds(30)
        package var maxConnections = 10_000

        package init() {}
    }

    /// Builds the application that serves.
    ///
    /// - Parameters:
    ///   - options: where it listens, and what it puts up with.
    ///   - routing: which engine answers which request.
    ///   - routes: all routes but the infer route.
    ///   - eventLoops: the threads that serve connections.
    ///   - logger: is told what goes wrong.
    ///   - whenListening: receives the port, once.
    /// - Returns: a service that runs until it is asked to stop, and drains.
    package static func application(
        _ options: Options,
        routing: AviaryServing.Router,
        routes: Routes,
        eventLoops: EventLoopGroupProvider,
        logger: Logger,
        whenListening: @escaping @Sendable (_ port: Int) async -> Void
    ) -> some ApplicationProtocol {
        let service = InferService(
            router: routing,
            maxBodySize: options.maxBodySize,
            defaultDeadline: options.defaultDeadline,
            readTimeout: options.readTimeout,
            idleTimeout: options.idleTimeout,
            logger: logger
        )
        let decoder = HTTP1Channel.Configuration.DecoderConfiguration(
            maxHeaderFieldSize: options.maxHeaderSize,
            maxHeaderListSize: options.maxHeaderSize,
            maxHeaderFieldCount: 200
        )
        return Application(
            router: routes.finish(),
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: [InferHandler(service)],
                    // The infer handler sees both sides of every connection, so it watches for idle ones.
                    idleTimeout: nil,
                    httpDecoderConfiguration: decoder
                )
            ),
            configuration: .init(
                address: .hostname(options.host, port: options.port),
                serverName: nil,
                backlog: 1024,
                availableConnectionsDelegate: MaximumAvailableConnections(options.maxConnections)
            ),
            onServerRunning: { channel in await whenListening(channel.localAddress?.port ?? options.port) },
            eventLoopGroupProvider: eventLoops,
            logger: logger
        )
    }
}
