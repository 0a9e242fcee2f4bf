internal import AviaryControl
internal import AviaryCore
internal import AviaryServing
internal import Hummingbird

/// The V1 protocol of KServe and TensorFlow Serving.
struct V1Routes {
    let tasks: TaskRouting
    let maxBodySize: Int

    func add(to routes: inout Routes) {
        let router = self.tasks.router
        routes.on(.get, "/v1/models", .role(.predict)) { _, context in
            let names = router.table.endpoints.keys.filter { context.principal.sees($0) }
            return Response(json: ["models": .array(names.sorted().map { .string($0) })])
        }
        routes.on(.get, "/v1/models/:model", .endpoint(.predict, component: "model")) { request, context in
            let (endpoint, _) = try router.find(request, context)
            return Response(json: ["name": .string(endpoint.name.rawValue), "ready": true])
        }
        // The path ends in a verb, `NAME:predict`, which is one component; so the endpoint is told only here.
        routes.on(.post, "/v1/models/:model", .role(.predict)) { request, context in
            let name = try Self.subject(of: try request.component("model", context))
            try context.principal.require(.predict, at: name)
            return try await self.predict(request, try self.tasks.route(request, to: name))
        }
        routes.on(.post, "/v1/models/:model/versions/:version", .endpoint(.predict, component: "model")) {
            request,
            context in
            let version = try Self.subject(of: try request.component("version", context))
            let model = try request.component("model", context)
            return try await self.predict(request, try self.tasks.route(request, to: model, version: version))
        }
    }

    /// What stands before the verb: the name in `NAME:predict`, the version in `VERSION:predict` below a name.
    private static func subject(of component: String) throws(AviaryError) -> String {
        let verb = ":predict"
        guard component.hasSuffix(verb) else {
            throw AviaryError(
                .notFound,
                "expected '...\(verb)', got '\(component)'",
                remedy: "explanations and other verbs are not offered"
            )
        }
        return String(component.dropLast(verb.utf8.count))
    }

    private func predict(_ request: Request, _ route: RouteRequest) async throws -> Response {
        let arrival = Moment.now
        let reader = try route.reader(in: self.tasks.router.table)
        let body = try await request.plainBody(upTo: self.maxBodySize)
        let (decoded, form) = try V1Predict.decode(body.readableBytesSpan, for: reader.signature)
        let prediction = try self.tasks.assign(route, decoded.parameters, arrival: arrival)
        let answered = try await self.tasks.run(decoded, prediction)
        do throws(AviaryError) {
            let text = try V1Predict.encode(answered.response, as: form)
            return self.tasks.finish(Response(jsonText: text), answered)
        } catch {
            throw RoutedFailure(error: error, prediction: answered.prediction)
        }
    }
}
