internal import AviaryControl
internal import AviaryCore
internal import HTTPTypes
internal import Hummingbird

/// API keys, `/api/v1/keys`.
///
/// A secret is shown once, by the reply that makes it, and no reply is remembered.
struct KeyRoutes {
    let keeper: KeyKeeper

    func add(to routes: inout Routes) {
        let keeper = self.keeper
        routes.on(.get, "/api/v1/keys", .everywhere(.admin)) { _, _ in
            let now = Timestamp.now
            return Response(json: ["keys": .array(keeper.keys.map { $0.json(at: now) })])
        }
        routes.on(.post, "/api/v1/keys", .everywhere(.admin)) { request, context in
            let asked = try await ControlRequest(request, context)
            let made = try await keeper.create(try APIKey.Request(try asked.json))
            return Response(madeJSON: made, status: .created)
        }
        routes.on(.post, "/api/v1/keys/:key/rotate", .everywhere(.admin)) { request, context in
            let json = try await ControlRequest(request, context).json
            try json.allow(["grace"])
            let grace = try json.word("grace").map { text throws(AviaryError) in try DurationText.parse(text) }
            let made = try await keeper.rotate(try request.component("key", context), grace: grace ?? .zero)
            return Response(madeJSON: made)
        }
        routes.on(.delete, "/api/v1/keys/:key", .everywhere(.admin)) { request, context in
            try await keeper.revoke(try request.component("key", context))
            return Response(json: ["removed": true])
        }
    }
}

extension Response {
    /// A key that was just made, with its secret; whoever stands between must not keep it.
    fileprivate init(madeJSON made: KeyKeeper.Made, status: HTTPResponse.Status = .ok) {
        self.init(jsonText: made.json.serialized(), status: status, fields: [.cacheControl: "no-store"])
    }
}
