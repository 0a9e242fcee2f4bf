import AviaryClient
import NIOHTTP1
import Testing

struct CredentialTests {
    @Test(arguments: ["avk_secret", " avk_secret\n", "avk_secret\r\n", "a.b-c_d.e"])
    func `a credential is taken as files have it`(text: String) throws { _ = try Credential(text) }

    @Test(arguments: ["", " \n", "two words", "line\r\nInjected: yes", "ключ", String(repeating: "x", count: 16_385)])
    func `what no credential can be is refused, and not repeated`(text: String) throws {
        let error = #expect(throws: ClientError.self) { try Credential(text) }
        #expect(error?.code == .invalidRequest)
        #expect(text.count < 3 || error?.description.contains(text) == false)
    }

    @Test func `nothing shows a secret`() throws {
        var options = AviaryClient.Options()
        options.credential = try Credential("avk_secret")
        var dumped = ""
        dump(options, to: &dumped)
        for words in ["\(options)", String(reflecting: options), dumped] { #expect(!words.contains("secret")) }
    }

    @Test func `every call shows the credential, and none where there is none`() async throws {
        for secret in ["avk_secret", nil] {
            var options = AviaryClient.Options()
            options.credential = try secret.map { try Credential($0) }
            let fields = try await ScriptedServer.run([.json(200, #"{"live": true}"#), .json(200, "{}")]) { server in
                try await AviaryClient.withClient(url: server.url, options: options) { client in
                    _ = try await client.live()
                    _ = try await client.control(ControlCall(.get, "keys"))
                }
                return server.requests.map { $0.headers["authorization"] }
            }
            #expect(fields == Array(repeating: secret.map { ["Bearer \($0)"] } ?? [], count: 2))
        }
    }
}
