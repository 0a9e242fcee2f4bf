import AviaryCore
import AviaryServing
import Testing

/// Where keys are read from, and what is no key.
struct RoutingKeyTests {
    private static func fields(_ name: String, _ value: String) -> [WantedFields.Field] {
        [.init(name: name, value: value)]
    }

    /// `{"sub":"alice","n":7,"b":true}` and others, as tokens have them.
    private static let token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZSIsIm4iOjcsImIiOnRydWV9."

    @Test(arguments: [
        (RoutingKey.header("x-user"), "x-user", "alice"), (.cookie("sid"), "cookie", "a=b; sid=alice; c=d"),
        (.cookie("sid"), "cookie", "sid=alice"), (.cookie("sid"), "cookie", "xsid=no;sid=alice"),
        (.claim("sub"), "authorization", "Bearer \(token)x"), (.claim("sub"), "authorization", "bearer \(token)"),
    ])
    func `the same person has the same key, wherever it is read`(key: RoutingKey, name: String, value: String) {
        #expect(key.hash(Self.fields(name, value), [:]) == RoutingHash.of("alice".utf8))
    }

    @Test func `a number is a key as its text is`() {
        let seven = RoutingHash.of("7".utf8)
        #expect(RoutingKey.claim("n").hash(Self.fields("authorization", "Bearer \(Self.token)"), [:]) == seven)
        #expect(RoutingKey.parameter("user").hash([], ["user": .int64(7)]) == seven)
        #expect(RoutingKey.parameter("user").hash([], ["user": .string("7")]) == seven)
    }

    @Test(arguments: [
        (RoutingKey.random, "x-user", "alice"), (.header("x-user"), "x-user", ""), (.header("x-user"), "x-other", "a"),
        (.cookie("sid"), "cookie", "sid"), (.cookie("sid"), "cookie", "sid="), (.cookie("sid"), "cookie", ";;=;"),
        (.parameter("user"), "user", "alice"), (.claim("sub"), "authorization", "Basic \(token)"),
        (.claim("sub"), "authorization", "Bearer"), (.claim("sub"), "authorization", "Bearer a.b"),
        (.claim("sub"), "authorization", "Bearer ..."), (.claim("sub"), "authorization", "Bearer a.!!!.c"),
        // One letter too many, a payload that is no JSON, one that is no object, and a claim that is neither text nor number.
        (.claim("sub"), "authorization", "Bearer a.eyJzdWIiOiJhbGljZSJ9a.c"),
        (.claim("sub"), "authorization", "Bearer a.e30x.c"),
        (.claim("sub"), "authorization", "Bearer a.W10.c"), (.claim("b"), "authorization", "Bearer \(token)"),
    ])
    func `what cannot be read is no key`(key: RoutingKey, name: String, value: String) {
        #expect(key.hash(Self.fields(name, value), [:]) == nil)
    }

    @Test func `only the fields that keys are read from are kept`() {
        let wanted = WantedFields([
            .header("x-user"), .cookie("a"), .claim("b"), .random, .parameter("c"), .cookie("d"),
        ])
        #expect(wanted.names == ["authorization", "cookie", "x-user"])
        #expect(
            wanted.name("X-USER") == "x-user" && wanted.name("x-user") == "x-user" && wanted.name("Cookie") == "cookie"
        )
        #expect(wanted.name("X_USER") == nil && wanted.name("x-uses") == nil)
        #expect((0..<100).filter { wanted.mayHave(length: $0) } == [6, 13])
        let long = WantedFields([.header(String(repeating: "x", count: 80))])
        #expect((0..<100).filter { long.mayHave(length: $0) } == Array(63..<100))
        #expect(!WantedFields().mayHave(length: 6))
    }
}
