internal import AviaryCore
internal import AviaryServing
internal import Hummingbird

/// The V1 protocol of KServe and TensorFlow Serving.
struct V1Routes {
    let router: AviaryServing.Router
    let maxBodySize: Int
    let defaultDeadline: Duration

    func add(to routes: inout Routes) {
        let router = self.router
        routes.on(.get, "/v1/models") { _, _ in
            Response(json: ["models": .array(router.table.endpoints.keys.sorted().map { .string($0) })])
        }
        routes.on(.get, "/v1/models/:model") { request, context in
            let (endpoint, _) = try router.find(request, context)
            return Response(json: ["name": .string(endpoint.name.rawValue), "ready": true])
        }
        // The path ends in a verb, `NAME:predict`, which is one component.
        let (limit, deadline) = (self.maxBodySize, self.defaultDeadline)
        routes.on(.post, "/v1/models/:model") { request, context in
            let engine = try Self.engine(try request.component("model", context), version: nil, router)
            return try await Self.predict(request, engine, limit: limit, deadline: deadline)
        }
        routes.on(.post, "/v1/models/:model/versions/:version") { request, context in
            let version = try request.component("version", context)
            let model = try request.component("model", context)
            let engine = try Self.engine(version, version: model, router, swapped: true)
            return try await Self.predict(request, engine, limit: limit, deadline: deadline)
        }
    }

    /// Finds the engine for `NAME:predict`, or for `VERSION:predict` below a name.
    private static func engine(
        _ component: String,
        version other: String?,
        _ router: AviaryServing.Router,
        swapped: Bool = false
    ) throws(AviaryError) -> Engine {
        let verb = ":predict"
        guard component.hasSuffix(verb) else {
            throw AviaryError(
                .notFound,
                "expected '...\(verb)', got '\(component)'",
                remedy: "explanations and other verbs are not offered"
            )
        }
        let first = String(component.dropLast(verb.utf8.count))
        return swapped
            ? try router.table.endpoint(other ?? "").engine(version: first)
            : try router.table.endpoint(first).engine(version: other)
    }

    private static func predict(
        _ request: Request,
        _ engine: Engine,
        limit: Int,
        deadline: Duration
    ) async throws -> Response {
        let body = try await request.plainBody(upTo: limit)
        let (decoded, form) = try V1Predict.decode(body.readableBytesSpan, for: engine.signature)
        let response = try await InferenceCall(decoded, to: engine).run(serverDeadline: deadline)
        return Response(jsonText: try V1Predict.encode(response, as: form))
    }
}
