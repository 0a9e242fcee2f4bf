internal import AviaryControl
internal import AviaryCore
internal import AviaryServing
internal import Hummingbird

/// What the server and its models are: names, types, shapes, configuration.
struct MetadataRoutes {
    let router: AviaryServing.Router

    /// The extensions of the protocol that are here.
    static let extensions = [
        "binary_tensor_data", "classification", "model_configuration", "model_repository", "parameters", "statistics",
    ]

    func add(to routes: inout Routes) {
        let router = self.router
        routes.on(.get, "/v2", .open) { _, _ in
            Response(
                json: [
                    "name": "aviary", "version": .string(AviaryVersion.current),
                    "extensions": .array(Self.extensions.map { .string($0) }),
                ]
            )
        }
        routes.on(.get, "/v2/models", .role(.predict)) { _, context in
            let names = router.table.endpoints.keys.filter { context.principal.sees($0) }
            return Response(json: ["models": .array(names.sorted().map { .string($0) })])
        }
        routes.reserve(.post, "/v2/models/:model/infer")
        routes.reserve(.post, "/v2/models/:model/versions/:version/infer")
        for path in ["/v2/models/:model", "/v2/models/:model/versions/:version"] {
            routes.on(.get, path, .endpoint(.predict, component: "model")) { request, context in
                let (endpoint, engine) = try router.find(request, context)
                return Response(json: Self.metadata(endpoint, engine))
            }
            routes.on(.get, path + "/config", .endpoint(.predict, component: "model")) { request, context in
                let (_, engine) = try router.find(request, context)
                return Response(json: engine.tritonConfiguration)
            }
        }
    }

    private static func metadata(_ endpoint: Endpoint, _ engine: Engine) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("name", .string(endpoint.name.rawValue)),
            .init("versions", .array(endpoint.engines.map { .string($0.version.description) })),
            .init("platform", "onnx_onnxv1"),
            .init("inputs", .array(engine.signature.inputs.map(\.metadata))),
            .init("outputs", .array(engine.signature.outputs.map(\.metadata))),
        ]
        if let description = engine.configuration.description {
            members.append(.init("description", .string(description)))
        }
        return .object(members)
    }
}

extension AviaryServing.Router {
    /// Finds the endpoint and the engine that a path names.
    func find(_ request: Request, _ context: Routes.Context) throws(AviaryError) -> (Endpoint, Engine) {
        let endpoint = try self.table.endpoint(try request.component("model", context))
        let version = context.parameters.get("version") == nil ? nil : try request.component("version", context)
        return (endpoint, try endpoint.engine(version: version))
    }
}

extension TensorSignature {
    /// The tensor as the protocol's metadata has it.
    fileprivate var metadata: JSONValue {
        [
            "name": .string(self.name), "datatype": .string(self.dataType.rawValue),
            "shape": .array(self.protocolShape.map { .integer($0) }),
        ]
    }
}
