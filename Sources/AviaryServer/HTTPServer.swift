internal import AviaryCore
package import AviaryServing
package import Hummingbird
internal import HummingbirdCore
package import Logging
internal import NIOCore
internal import NIOPosix

/// The HTTP side of the server: one port, infer requests answered right behind the decoder, all others by routes.
package struct HTTPServer {
    /// Builds the application that serves.
    ///
    /// - Parameters:
    ///   - settings: where it listens, and what it puts up with.
    ///   - gatekeeper: tells who asks.
    ///   - routing: which engine answers which request.
    ///   - observers: who hears of answered requests.
    ///   - routes: all routes but the infer route.
    ///   - eventLoops: the threads that serve connections.
    ///   - logger: is told what goes wrong.
    ///   - whenListening: receives the port, once.
    /// - Returns: a service that runs until it is asked to stop, and drains.
    package static func application(
        _ settings: ServerSettings,
        gatekeeper: Gatekeeper,
        routing: AviaryServing.Router,
        observers: Observers,
        routes: Routes,
        eventLoops: EventLoopGroupProvider,
        logger: Logger,
        whenListening: @escaping @Sendable (_ port: Int) async -> Void
    ) -> some ApplicationProtocol {
        let service = InferService(
            maxBodySize: settings.maxBodySize,
            defaultDeadline: settings.defaultDeadline,
            readTimeout: settings.readTimeout,
            idleTimeout: settings.idleTimeout,
            gatekeeper: gatekeeper,
            turns: LoopTurns(routing, observers),
            logger: logger
        )
        let decoder = HTTP1Channel.Configuration.DecoderConfiguration(
            maxHeaderFieldSize: settings.maxHeaderSize,
            maxHeaderListSize: settings.maxHeaderSize,
            maxHeaderFieldCount: 200
        )
        return Application(
            router: routes.finish(),
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: [InferPlacement(service)],
                    // The infer handler sees both sides of every connection, so it watches for idle ones.
                    idleTimeout: nil,
                    httpDecoderConfiguration: decoder
                )
            ),
            configuration: .init(
                address: .hostname(settings.host, port: settings.port),
                serverName: nil,
                backlog: 1024,
                availableConnectionsDelegate: MaximumAvailableConnections(settings.maxConnections)
            ),
            onServerRunning: { channel in await whenListening(channel.localAddress?.port ?? settings.port) },
            eventLoopGroupProvider: eventLoops,
            logger: logger
        )
    }
}
