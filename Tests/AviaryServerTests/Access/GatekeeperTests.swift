import AviaryControl
import AviaryCore
import AviaryTesting
import Testing

@testable import AviaryServer

struct GatekeeperTests {
    private func refusal(_ gatekeeper: Gatekeeper, _ authorization: String?, _ key: String? = nil) -> AviaryError? {
        do throws(AviaryError) {
            _ = try gatekeeper.knownPrincipal(authorization: authorization, apiKey: key)
            return nil
        } catch {
            return error
        }
    }

    @Test func `a key tells who shows it, by either field`() throws {
        var scene = KeyScene()
        let made = try scene.make(.review, at: ["fraud"])
        let gatekeeper = scene.gatekeeper(made)
        for (authorization, key) in [
            ("Bearer \(made.text.text)", nil), ("bEARER  \(made.text.text)", nil), (nil, made.text.text),
        ] as [(String?, String?)] {
            let principal = try #require(try gatekeeper.knownPrincipal(authorization: authorization, apiKey: key))
            #expect(principal.kind == .key && principal.name == made.text.prefix && principal.role == .review)
            #expect(principal.sees("fraud") && !principal.sees("wine"))
        }
    }

    @Test func `whatever does not hold is refused in the same words`() throws {
        var scene = KeyScene()
        let (made, other) = (try scene.make(.admin), try scene.make(.admin))
        let gatekeeper = scene.gatekeeper(made)
        let text = made.text.text
        let shown: [(String?, String?)] = [
            (nil, nil), ("", nil), ("Bearer", nil), ("Bearer ", nil), (text, nil), ("Basic \(text)", nil),
            ("Bearer \(other.text.text)", nil), ("Bearer \(text)x", nil), ("Bearer \(text.dropLast())", nil),
            ("Bearer \(text), Bearer \(text)", nil), ("Bearer a.b.c", nil), (nil, other.text.text), (nil, ""),
            ("Bearer \(text)", text), (nil, "Bearer \(text)"),
        ]
        for (authorization, key) in shown {
            let error = self.refusal(gatekeeper, authorization, key)
            #expect(
                error == Gatekeeper.refusal && error?.code == .unauthenticated,
                "\(authorization ?? "-") \(key ?? "-")"
            )
        }
    }

    @Test func `every text costs two hashes, whether it is right, wrong, expired or missing`() throws {
        var scene = KeyScene()
        let (made, expired) = (try scene.make(.admin), try scene.make(.admin, for: .seconds(1)))
        let rotated = try made.key.rotated(
            to: try scene.make(.admin).key.digest,
            grace: .seconds(60),
            at: scene.now()
        )
        scene.pass(.seconds(2))
        let rings = [KeyRing([KnownKey(made.key), KnownKey(expired.key)]), KeyRing([KnownKey(rotated)]), KeyRing([])]
        for ring in rings {
            for text in [
                "", "x", made.text.text, expired.text.text, try scene.make(.admin).text.text, "\(made.text.text)!",
            ] {
                var count = 0
                _ = ring.owner(of: text, at: scene.now()) { digest, text in
                    count += 1
                    return digest.fits(text)
                }
                #expect(count == 2)
            }
        }
    }

    @Test func `a key holds until it expires, and the one before a rotation until its grace is over`() throws {
        var scene = KeyScene()
        let made = try scene.make(.admin, for: .seconds(100))
        var random = Seeded(seed: 3)
        let next = KeyText(prefix: made.text.prefix, using: &random)
        let digest = APIKey.Digest(of: next, using: &random)
        let rotated = try made.key.rotated(to: digest, grace: .seconds(10), at: scene.now())
        let ring = KeyRing([KnownKey(rotated)])
        func hold() -> [Bool] { [made.text, next].map { ring.owner(of: $0.text, at: scene.now()) != nil } }
        #expect(hold() == [true, true])
        scene.pass(.milliseconds(9999))
        #expect(hold() == [true, true])
        scene.pass(.milliseconds(1))
        #expect(hold() == [false, true])
        scene.pass(.milliseconds(89_999))
        #expect(hold() == [false, true])
        scene.pass(.milliseconds(1))
        #expect(hold() == [false, false])
    }

    @Test func `credentials are asked for as the mode says, and never again not`() throws {
        var scene = KeyScene()
        let made = try scene.make(.admin)
        #expect(try scene.gatekeeper().knownPrincipal(authorization: nil) == .local)
        #expect(try scene.gatekeeper(made, mode: .open).knownPrincipal(authorization: nil) == .local)
        #expect(self.refusal(scene.gatekeeper(mode: .required), nil) != nil)
        #expect(self.refusal(scene.gatekeeper(tokens: OneToken()), nil) != nil)
        let gatekeeper = scene.gatekeeper()
        gatekeeper.replace(KeyRing([KnownKey(made.key)]))
        #expect(self.refusal(gatekeeper, nil) != nil)
        gatekeeper.replace(KeyRing([]))
        #expect(self.refusal(gatekeeper, nil) != nil)
    }

    @Test func `a token is asked for once, and told at once from then on`() async throws {
        var scene = KeyScene()
        let gatekeeper = scene.gatekeeper(try scene.make(.admin), tokens: OneToken())
        let bearer = "Bearer \(OneToken.text)"
        #expect(try gatekeeper.knownPrincipal(authorization: bearer) == nil)
        #expect(try await gatekeeper.principal(authorization: bearer) == OneToken.principal)
        #expect(try gatekeeper.knownPrincipal(authorization: bearer) == OneToken.principal)
        let error = await #expect(throws: AviaryError.self) {
            try await gatekeeper.principal(authorization: "Bearer a.b.c")
        }
        #expect(error == Gatekeeper.refusal)
    }
}
