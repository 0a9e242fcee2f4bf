import AviaryCore
import AviaryServing
import Testing

@testable import AviaryServer

/// What an event loop makes of endpoints: who answers, and what the reply says of it.
struct RoutedReplyTests {
    @Test(arguments: [true, false])
    func `a reply says who answered, in its head and in its parameters`(isPlain: Bool) throws {
        let connection = try RoutedConnection()
        connection.apply()
        let reply = try #require(try connection.ask(isPlain: isPlain))
        #expect(reply.status == 200)
        #expect(reply.body?["model_name"] == "prod" && reply.body?["model_version"] == "1" && reply.body?["id"] == "7")
        let id = try #require(reply.fields["x-aviary-prediction-id"])
        #expect(reply.fields["x-aviary-endpoint"] == "prod" && reply.fields["x-aviary-version"] == "1")
        #expect(reply.fields["x-aviary-role"] == "stable")
        #expect(
            reply.body?["parameters"]
                == ["endpoint": "prod", "version": "1", "role": "stable", "prediction_id": .string(id)]
        )
        #expect(id.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
        #expect(try connection.ask(isPlain: isPlain)?.fields["x-aviary-prediction-id"] != id)
    }

    @Test func `an error says which version made it, once one was chosen`() throws {
        let connection = try RoutedConnection(failing: [1: AviaryError(.modelFailed, "broken")])
        connection.apply()
        let failed = try #require(try connection.ask())
        #expect(failed.status == 500 && failed.body == ["error": "broken"])
        #expect(failed.fields["x-aviary-version"] == "1" && failed.fields["x-aviary-prediction-id"] != nil)
        let unknown = try #require(try connection.ask("nothing"))
        #expect(unknown.status == 404 && unknown.fields["x-aviary-version"] == nil)
        let none = try #require(try connection.ask(fields: "X-Aviary-Version: candidate\r\n"))
        #expect(none.status == 404)
        let wrong = try #require(try connection.ask(fields: "X-Aviary-Version: newest\r\n"))
        #expect(wrong.status == 400)
    }

    @Test(arguments: [true, false])
    func `testers and paths name versions`(isPlain: Bool) throws {
        let connection = try RoutedConnection()
        connection.apply { $0.candidate = .init(VersionNumber(2), .none) }
        for (path, field, expected) in [
            ("prod", "candidate", "2 candidate"), ("prod", "3", "3 named"), ("prod", "1", "1 stable"),
            ("prod/versions/2", nil, "2 named"), ("m", nil, "3 stable"),
        ] as [(String, String?, String)] {
            let fields = field.map { "X-AVIARY-version: \($0)\r\n" } ?? ""
            let reply = try #require(try connection.ask(path, fields: fields, isPlain: isPlain))
            let version = reply.fields["x-aviary-version"] ?? ""
            #expect("\(version) \(reply.fields["x-aviary-role"] ?? "")" == expected)
            #expect(reply.body?["model_name"] == .string(String(path.prefix { $0 != "/" })))
        }
    }

    @Test(arguments: [true, false])
    func `keys are read from heads and bodies, and decide the same each time`(isPlain: Bool) throws {
        let connection = try RoutedConnection()
        for (key, fields) in [
            (RoutingKey.header("X-User"), "x-uSER: a\r\n"), (.cookie("u"), "Cookie: b=c; u=a\r\n"),
            (.claim("sub"), "Authorization: Bearer e30.eyJzdWIiOiJhIn0.\r\n"), (.parameter("user"), ""),
        ] {
            let place = RoutingHash.bucket(of: RoutingHash.of("a".utf8), salt: 9)
            for (points, role) in [(place, "stable"), (place + 1, "candidate")] {
                let weight = try Weight(basisPoints: points)
                connection.apply {
                    $0.key = key
                    $0.salt = 9
                    $0.candidate = .init(VersionNumber(2), weight)
                }
                let reply = try connection.ask(fields: fields, isPlain: isPlain)
                #expect(reply?.fields["x-aviary-role"] == role, "\(key)")
            }
        }
    }

    @Test func `a rollback acts on requests whose body is still on its way`() throws {
        let connection = try RoutedConnection()
        connection.apply { $0.candidate = .init(VersionNumber(2), .all) }
        let (head, body) = RoutedConnection.request()
        try connection.send(head)
        #expect(try connection.reply() == nil)
        connection.apply { $0.candidate = nil }
        try connection.send(body)
        #expect(try connection.reply()?.fields["x-aviary-version"] == "1")
    }

    @Test func `stable answers what the candidate fails, and the reply says so`() throws {
        let connection = try RoutedConnection(failing: [2: AviaryError(.modelFailed, "broken")])
        connection.apply {
            $0.candidate = .init(VersionNumber(2), .all)
            $0.fallback = .percent(50)
            $0.isObserved = true
            $0.mirrored = .all
        }
        let reply = try #require(try connection.ask())
        #expect(reply.status == 200 && reply.fields["x-aviary-role"] == "stable")
        #expect(reply.body?["parameters"]?["fallback"] == .bool(true))
        #expect(reply.body?["parameters"]?["version"] == "1")
        let observed = connection.recorder.drain()
        #expect(observed.count == 1 && observed[0].fellBack && observed[0].role == .candidate)
        #expect(connection.mirrored.withLock { $0 }.isEmpty)
    }

    @Test func `copies are offered when the reply has been sent`() throws {
        let connection = try RoutedConnection()
        connection.apply {
            $0.candidate = .init(VersionNumber(2), .none)
            $0.mirrored = .all
            $0.shadows = [.init(VersionNumber(3), .all)]
            $0.isObserved = true
        }
        let (head, body) = RoutedConnection.request()
        try connection.send(head + body)
        // Run and sent at the end of the loop's turn, which has not come.
        #expect(connection.mirrored.withLock { $0 }.isEmpty)
        #expect(try connection.reply()?.status == 200)
        #expect(connection.mirrored.withLock { $0 } == [2, 3])
        let observed = connection.recorder.drain()
        #expect(observed.map(\.role) == [.stable] && observed[0].failure == nil && observed[0].measures != nil)
    }
}
