import Testing

@testable import AviaryServer

struct InferRouteTests {
    /// Both readers, of a string and of bytes, which must agree.
    private func route(_ target: String) -> InferRoute? {
        let fromText = InferRoute(target)
        let fromBytes = InferRoute(Array(target.utf8).span.bytes)
        #expect(fromText == fromBytes)
        return fromBytes
    }

    @Test(
        arguments: [
            ("/v2/models/wine/infer", "wine", nil), ("/v2/models/wine/infer?a=/b", "wine", nil),
            ("/v2/models/w%69ne/infer", "wine", nil), ("/v2/models/a%2Fb/infer", "a/b", nil),
            ("/v2/models/wine/versions/3/infer", "wine", "3"),
            ("/v2/models/versions/versions/infer/infer", "versions", "infer"),
            ("/v2/models/caf%C3%A9/infer", "café", nil), ("/v2/models/a%20b/versions/1/infer?x", "a b", "1"),
        ] as [(String, String, String?)]
    )
    func `infer paths are read`(target: String, model: String, version: String?) {
        let route = self.route(target)
        #expect(route?.model == model)
        #expect(route?.version == version)
    }

    @Test(arguments: [
        "", "/", "/v2/models/wine", "/v2/models/infer", "/v2/models//infer", "/v2/models/wine/infer/",
        "/v2/models/wine/inferx", "/v2/models/wine/versions/infer", "/v2/models/wine/versions//infer",
        "/v2/models/wine/version/1/infer", "/v2/models/wine/versions/1/x/infer", "/V2/models/wine/infer",
        "/v2/models/%/infer", "/v2/models/%zz/infer", "/v2/models/%ff/infer", "/v2/models/wine?/infer",
        "/v2/models/wine/versions/a%2Fb/infer",
    ])
    func `other paths are not`(target: String) { #expect(self.route(target) == nil) }
}
