internal import AviaryControl
internal import AviaryCore
internal import AviaryServing
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// What the interface is: OpenAPI for programs, Swagger UI for people.
struct DocumentationRoutes {
    let router: AviaryServing.Router
    /// The files of the page; `nil` when they are not installed.
    let swaggerUI: SwaggerUI?

    func add(to routes: inout Routes) {
        let document = CurrentDocument(router: self.router)
        routes.on(.get, "/openapi.json", .open) { _, context in
            Response(jsonText: document.text(for: context.principal))
        }
        self.addPage(to: &routes)
    }

    private func addPage(to routes: inout Routes) {
        let page = self.swaggerUI == nil ? SwaggerUIPage.missing : SwaggerUIPage.html
        routes.on(.get, "/docs", .open) { _, _ in
            Response(
                status: .ok,
                headers: [
                    .contentType: SwaggerUIPage.contentType,
                    .contentSecurityPolicy: SwaggerUIPage.contentSecurityPolicy,
                ],
                body: .init(byteBuffer: ByteBuffer(string: page))
            )
        }
        routes.on(.get, "/docs/init.js", .open) { _, _ in
            Response(
                status: .ok,
                headers: [.contentType: SwaggerUIPage.scriptContentType],
                body: .init(byteBuffer: ByteBuffer(string: SwaggerUIPage.script))
            )
        }
        guard let swaggerUI else { return }
        let files = FileIO()
        routes.on(.get, "/docs/assets/:name", .open) { request, context in
            guard let file = swaggerUI.file(named: try request.component("name", context)) else {
                throw AviaryError(.notFound, "no such path: \(request.uri.path)")
            }
            return Response(
                status: .ok,
                headers: [.contentType: file.contentType, .cacheControl: "max-age=3600"],
                body: try await files.loadFile(path: file.path, context: context)
            )
        }
    }
}

/// The OpenAPI document of the models that are loaded now, kept until they change.
private final class CurrentDocument: Sendable {
    private let router: AviaryServing.Router
    private let kept = Locked<(table: RoutingTable, text: [UInt8])?>(nil)

    init(router: AviaryServing.Router) { self.router = router }

    /// The document; the models in it are those that somebody may know of.
    func text(for principal: Principal) -> [UInt8] {
        let table = self.router.table
        guard principal.endpoints == nil else { return Self.text(of: table, for: principal) }
        return self.kept.withLock { kept in
            if let kept, kept.table === table { return kept.text }
            let text = Self.text(of: table, for: principal)
            kept = (table, text)
            return text
        }
    }

    private static func text(of table: RoutingTable, for principal: Principal) -> [UInt8] {
        let seen = table.endpoints.filter { principal.sees($0.key) }
        let models = seen.sorted { $0.key < $1.key }.compactMap { name, endpoint in
            endpoint.engines.last.map { (name: name, signature: $0.signature) }
        }
        return OpenAPIDocument.serialized(
            version: AviaryVersion.current,
            models: models,
            detectors: table.detectors.filter { principal.sees($0) }
        )
    }
}
