internal import AviaryCore

extension OpenAPIDocument {
    /// What models take and give, and how they do.
    static let modelPaths: [JSONValue.Member] = {
        var paths: [JSONValue.Member] = [
            .init(
                "/v2",
                [
                    "get": APIOperation("serverMetadata", "models", "What the server is")
                        .open()
                        .answering("Name, version and extensions.", json: Schema.reference("ServerMetadata")).json
                ]
            ),
            .init(
                "/v2/models",
                [
                    "get": APIOperation("listModels", "models", "Which models there are")
                        .answering("Their names.", json: Schema.reference("ModelList")).json
                ]
            ),
            .init(
                "/v2/models/stats",
                [
                    "get": APIOperation("allStatistics", "models", "What all models have done")
                        .answering("One entry per version.", json: Schema.reference("ModelStatisticsList")).json
                ]
            ),
        ]
        paths += OpenAPIDocument.pathsBelowModel
        return paths
    }()

    /// The routes below a model, each with and without a version.
    private static var pathsBelowModel: [JSONValue.Member] {
        let routes: [(path: String, id: String, summary: String, reply: String, schema: String)] = [
            ("", "modelMetadata", "What a model takes and gives", "Names, types and shapes.", "ModelMetadata"),
            (
                "/config", "modelConfiguration", "How a model is configured", "As Triton writes it.",
                "ModelConfiguration"
            ),
            ("/stats", "modelStatistics", "What a model has done", "One entry per version.", "ModelStatisticsList"),
            ("/ready", "modelReady", "Whether a model takes requests", "It does.", "ModelReady"),
        ]
        return routes.flatMap { route in
            let tag = route.id == "modelReady" ? "health" : "models"
            let plain = APIOperation(route.id, tag, route.summary).taking("Model")
            let pinned = APIOperation(route.id + "OfVersion", tag, route.summary + ", one version of it")
                .taking("Model", "Version")
            let paths = [
                ("/v2/models/{model}\(route.path)", plain),
                ("/v2/models/{model}/versions/{version}\(route.path)", pinned),
            ]
            return paths.map { path, operation in
                let schema = Schema.reference(route.schema)
                let found = operation.answering(route.reply, json: schema).failing(.notFound)
                let complete =
                    tag == "health"
                    ? found.answering(status: 503, "It does not now.", json: schema) : found.failing(.unavailable)
                return JSONValue.Member(path, ["get": complete.json])
            }
        }
    }

    /// Metadata and configuration.
    static let modelSchemas: [JSONValue.Member] = [
        .init(
            "ServerMetadata",
            Schema.object(
                "What the server is.",
                required: ["name", "version", "extensions"],
                ["name": Schema.string, "version": Schema.string, "extensions": Schema.array(of: Schema.string)]
            )
        ),
        .init(
            "ModelList",
            Schema.object(
                "The names of all models.",
                required: ["models"],
                ["models": Schema.array(of: Schema.string)]
            )
        ),
        .init(
            "ModelMetadata",
            Schema.object(
                "What a model takes and gives.",
                required: ["name", "versions", "platform", "inputs", "outputs"],
                [
                    "name": Schema.string, "versions": Schema.array(of: Schema.string), "platform": Schema.string,
                    "description": Schema.string, "inputs": Schema.array(of: Schema.reference("TensorMetadata")),
                    "outputs": Schema.array(of: Schema.reference("TensorMetadata")),
                ]
            )
        ),
        .init(
            "TensorMetadata",
            Schema.object(
                "A tensor of a model.",
                required: ["name", "datatype", "shape"],
                [
                    "name": Schema.string, "datatype": Schema.reference("DataType"),
                    "shape": Schema.described(
                        Schema.array(of: ["type": "integer", "minimum": -1]),
                        "The lengths of the dimensions; -1 for any length."
                    ),
                ]
            )
        ),
        .init(
            "ModelConfiguration",
            Schema.object(
                "A model's configuration in the form that Triton's tools read.",
                required: ["name", "platform", "max_batch_size", "input", "output"],
                [
                    "name": Schema.string, "platform": Schema.string, "backend": Schema.string,
                    "version_policy": ["type": "object"],
                    "max_batch_size": Schema.described(Schema.count, "0 when requests are not run together."),
                    "input": Schema.array(of: Schema.reference("ConfiguredTensor")),
                    "output": Schema.array(of: Schema.reference("ConfiguredTensor")),
                    "instance_group": Schema.array(of: ["type": "object"]),
                    "default_model_filename": Schema.string, "dynamic_batching": ["type": "object"],
                ]
            )
        ),
        .init(
            "ConfiguredTensor",
            Schema.object(
                "A tensor of a model's configuration; the batch dimension is left out.",
                required: ["name", "data_type", "dims"],
                [
                    "name": Schema.string, "data_type": ["type": "string", "examples": ["TYPE_FP32", "TYPE_STRING"]],
                    "dims": Schema.array(of: Schema.integer),
                ]
            )
        ),
    ]
}
