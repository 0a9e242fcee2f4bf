import AviaryControl
import AviaryCore
import AviaryServing
import AviaryTesting
import Logging
import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOHTTPTypesHTTP1
import Testing

@testable import AviaryServer

/// Who may ask a model, on the short way of infer requests.
struct InferAccessTests {
    @Test(arguments: [true, false])
    func `a key lets ask its endpoints and no others, and nothing else lets ask any`(isPlain: Bool) throws {
        var scene = KeyScene()
        let (mine, others, all) = (
            try scene.make(.predict, at: ["prod"]), try scene.make(.operate, at: ["m"]), try scene.make(.admin)
        )
        let gatekeeper = scene.gatekeeper(mine, others, all)
        func status(_ fields: String, _ path: String = "prod") throws -> Int? {
            let connection = try RoutedConnection(gatekeeper: gatekeeper)
            connection.apply()
            let reply = try connection.ask(path, fields: fields, isPlain: isPlain)
            #expect(reply?.status != 401 || reply?.fields["www-authenticate"] == "Bearer")
            return reply?.status
        }
        func bearer(_ made: KeyKeeper.Made) -> String { "Authorization: Bearer \(made.text.text)\r\n" }
        #expect(try status(bearer(mine)) == 200 && status("x-api-key: \(mine.text.text)\r\n") == 200)
        #expect(try status(bearer(all)) == 200 && status(bearer(all), "none") == 404)
        #expect(try status(bearer(others)) == 403 && status(bearer(mine), "m") == 403)
        // Whether there is such an endpoint is not told.
        #expect(try status(bearer(mine), "none") == 403)
        #expect(try status("") == 401 && status("", "none") == 401)
        #expect(try status("Authorization: Bearer \(try scene.make(.admin).text.text)\r\n") == 401)
        #expect(try status(bearer(mine) + bearer(mine)) == 401)
        #expect(try status(bearer(mine) + "x-api-key: \(mine.text.text)\r\n") == 401)
    }

    @Test func `a key that is revoked is refused on a connection that is open`() throws {
        var scene = KeyScene()
        let (made, other) = (try scene.make(.predict), try scene.make(.admin))
        let gatekeeper = scene.gatekeeper(made, other)
        let connection = try RoutedConnection(gatekeeper: gatekeeper)
        connection.apply()
        let fields = "Authorization: Bearer \(made.text.text)\r\n"
        #expect(try connection.ask(fields: fields)?.status == 200)
        gatekeeper.replace(KeyRing([KnownKey(other.key)]))
        #expect(try connection.ask(fields: fields)?.status == 401)
        #expect(try connection.ask(fields: "Authorization: Bearer \(other.text.text)\r\n")?.status == 200)
    }

    @Test func `who is refused need not send the body, and it is not read`() throws {
        var scene = KeyScene()
        let connection = try RoutedConnection(gatekeeper: scene.gatekeeper(try scene.make(.admin)))
        connection.apply()
        try connection.send(RoutedConnection.request(isPlain: false).head)
        #expect(try connection.reply()?.status == 401)
    }

    @Test func `a request waits until it is known whose token it shows, and what follows it waits as well`()
        async throws
    {
        var scene = KeyScene()
        let made = try scene.make(.admin)
        let gatekeeper = scene.gatekeeper(made, tokens: OneToken())
        let models = try RoutedConnection()
        models.apply()
        let router = models.router
        let channel = NIOAsyncTestingChannel()
        try await channel.testingEventLoop.executeInContext {
            let service = InferService(
                maxBodySize: 1 << 20,
                defaultDeadline: .seconds(60),
                readTimeout: .seconds(60),
                idleTimeout: .seconds(60),
                gatekeeper: gatekeeper,
                turns: LoopTurns(router, Observers()),
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            )
            let pipeline = channel.pipeline.syncOperations
            try pipeline.configureHTTPServerPipeline(withPipeliningAssistance: false, withErrorHandling: false)
            try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
            try pipeline.addHandler(InferPlacement(service))
        }
        try await channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1))
        func request(_ credential: String, _ version: Int) -> ByteBuffer {
            let path = "prod/versions/\(version)"
            let (head, body) = RoutedConnection.request(path, fields: "Authorization: Bearer \(credential)\r\n")
            return ByteBuffer(string: head + body)
        }
        // The token has to be asked for; the second request can be told at once, and yet comes second.
        try await channel.writeInbound(request(OneToken.text, 1))
        try await channel.writeInbound(request(made.text.text, 2))
        try await channel.writeInbound(request("a.b.c", 3))
        var replies = ""
        while !replies.contains(" 401 ") {
            replies += String(buffer: try await channel.waitForOutboundWrite(as: ByteBuffer.self))
        }
        #expect(replies.matches(of: /HTTP\/1.1 (\d+)/).map { $0.1 } == ["200", "200", "401"])
        #expect(replies.matches(of: /x-aviary-version: (\d)/).map { $0.1 } == ["1", "2"])
        _ = try? await channel.finish(acceptAlreadyClosed: true)
    }
}
