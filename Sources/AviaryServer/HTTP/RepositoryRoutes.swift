internal import AviaryControl
internal import AviaryCore
internal import AviaryServing
internal import Hummingbird

/// Listing, loading and unloading models, as the model repository extension has it.
struct RepositoryRoutes {
    let lifecycle: ModelLifecycle
    let router: AviaryServing.Router

    /// The most bytes of a body here: a few parameters.
    private static let maximumBody = 1 << 20

    func add(to routes: inout Routes) {
        let (lifecycle, router) = (self.lifecycle, self.router)
        routes.on(.post, "/v2/repository/index", .role(.predict)) { request, context in
            let body = try await Self.body(request)
            let entries = await lifecycle.index(onlyReady: body?["ready"] == .bool(true))
            // Models go by their own names here; who may use some endpoints sees the models behind them.
            let models = Set(
                router.table.endpoints.filter { context.principal.sees($0.key) }.map(\.value.model.name.rawValue)
            )
            let seen = entries.filter { context.principal.sees($0.name) || models.contains($0.name) }
            return Response(json: .array(seen.map(\.json)))
        }
        routes.on(.post, "/v2/repository/models/:model/load", .endpoint(.operate, component: "model")) {
            request,
            context in
            let name = try ModelName(try request.component("model", context))
            let body = try await Self.body(request)
            let parameters = body?["parameters"]
            guard parameters?["config"] == nil else {
                throw AviaryError(
                    .unimplemented,
                    "a configuration in the load request is not offered",
                    remedy: "write the model's model.yaml and load again"
                )
            }
            try await lifecycle.load(name, force: parameters?["force"] == .bool(true))
            return .done
        }
        routes.on(.post, "/v2/repository/models/:model/unload", .endpoint(.operate, component: "model")) {
            request,
            context in
            let name = try ModelName(try request.component("model", context))
            _ = try await Self.body(request)
            try await lifecycle.unload(name)
            return .done
        }
    }

    /// The body, which may be empty.
    private static func body(_ request: Request) async throws -> JSONValue? {
        let buffer = try await request.plainBody(upTo: self.maximumBody)
        guard buffer.readableBytes > 0 else { return nil }
        return try JSONValue(parsing: buffer.readableBytesSpan)
    }
}
