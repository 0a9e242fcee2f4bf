internal import AviaryControl
internal import AviaryCore
internal import AviaryServing
internal import Hummingbird

/// Whether the server lives and takes requests, in the form that suits all clients: a status, and JSON.
struct HealthRoutes {
    let router: AviaryServing.Router
    let readiness: Readiness

    func add(to routes: inout Routes) {
        let (router, readiness) = (self.router, self.readiness)
        routes.on(.get, "/v2/health/live", .open) { _, _ in Response(json: ["live": true]) }
        routes.on(.get, "/v2/health/ready", .open) { _, _ in
            let isReady = readiness.isReady
            return Response(json: ["ready": .bool(isReady)], status: isReady ? .ok : .serviceUnavailable)
        }
        // Not open: which models there are is not told to everybody.
        let ready: Routes.Handler = { request, context in
            let name = try request.component("model", context)
            let version = try context.parameters.get("version").map { _ in try request.component("version", context) }
            do throws(AviaryError) {
                _ = try router.table.endpoint(name).engine(version: version)
            } catch {
                guard error.code == .unavailable else { throw error }
                return Response(
                    json: ["name": .string(name), "ready": false, "error": .string(error.message)],
                    status: .serviceUnavailable
                )
            }
            return Response(json: ["name": .string(name), "ready": true])
        }
        routes.on(.get, "/v2/models/:model/ready", .endpoint(.predict, component: "model"), ready)
        routes.on(
            .get,
            "/v2/models/:model/versions/:version/ready",
            .endpoint(.predict, component: "model"),
            ready
        )
    }
}
