internal import AviaryCore

extension OpenAPIDocument {
    /// Whether the server lives and takes requests.
    static let healthPaths: [JSONValue.Member] = [
        .init(
            "/v2/health/live",
            [
                "get": APIOperation("serverLive", "health", "Whether the server lives")
                    .open()
                    .answering("It does.", json: Schema.reference("Live")).json
            ]
        ),
        .init(
            "/v2/health/ready",
            [
                "get": APIOperation("serverReady", "health", "Whether the server takes requests")
                    .open()
                    .answering("It does.", json: Schema.reference("Ready"))
                    .answering(status: 503, "It loads or drains.", json: Schema.reference("Ready")).json
            ]
        ),
    ]

    /// Loading and unloading.
    static let repositoryPaths: [JSONValue.Member] = [
        .init(
            "/v2/repository/index",
            [
                "post": APIOperation("repositoryIndex", "repository", "Which versions there are, and their states")
                    .body(APIOperation.json(Schema.reference("IndexRequest")), isRequired: false)
                    .answering(
                        "One entry per version.",
                        json: Schema.array(of: Schema.reference("IndexEntry")),
                        example: [["name": "wine", "version": "1", "state": "READY", "reason": ""]]
                    )
                    .failing(.badRequest, .tooLarge).json
            ]
        ),
        .init(
            "/v2/repository/models/{model}/load",
            [
                "post": APIOperation(
                    "loadModel",
                    "repository",
                    "Load a model, or load it again",
                    "The versions that answer now go on until the new ones are ready. A version whose files changed "
                        + "after it was loaded is refused, unless the parameter `force` is true."
                )
                .taking("Model")
                .body(APIOperation.json(Schema.reference("LoadRequest")), isRequired: false)
                .answering("It is loaded.", nil)
                .failing(.badRequest, .notFound, .conflict, .tooLarge, .modelFailed, .notOffered, .unavailable).json
            ]
        ),
        .init(
            "/v2/repository/models/{model}/unload",
            [
                "post": APIOperation("unloadModel", "repository", "Unload a model")
                    .taking("Model")
                    .body(APIOperation.json(Schema.reference("LoadRequest")), isRequired: false)
                    .answering("It takes no more requests; those that it took are answered.", nil)
                    .failing(.badRequest, .notFound, .tooLarge, .unavailable).json
            ]
        ),
    ]

    /// Metrics, this document and its page.
    static let operationPaths: [JSONValue.Member] = [
        .init(
            "/",
            [
                "get": APIOperation("alive", "health", "Whether the server lives, and where to read on")
                    .open()
                    .answering(
                        "It does. A browser gets a page.",
                        [
                            "application/json": ["schema": Schema.reference("Alive")],
                            "text/html; charset=utf-8": ["schema": Schema.string],
                        ]
                    ).json
            ]
        ),
        .init(
            "/metrics",
            [
                "get": APIOperation("metrics", "operations", "What Prometheus reads")
                    .answering("Text format 0.0.4.", APIOperation.text("text/plain; version=0.0.4; charset=utf-8"))
                    .json
            ]
        ),
        .init(
            "/openapi.json",
            [
                "get": APIOperation("openAPI", "operations", "This document")
                    .open()
                    .answering("OpenAPI 3.1.", json: ["type": "object"]).json
            ]
        ),
        .init(
            "/docs",
            [
                "get": APIOperation("documentation", "operations", "This document as a page")
                    .open()
                    .answering("A page for a browser.", APIOperation.text("text/html; charset=utf-8")).json
            ]
        ),
        .init(
            "/try",
            [
                "get": APIOperation("tryDetection", "operations", "A page that finds things on a picture")
                    .open()
                    .answering("A page for a browser.", APIOperation.text("text/html; charset=utf-8")).json
            ]
        ),
    ]

    /// What several routes answer.
    static let commonSchemas: [JSONValue.Member] = [
        .init(
            "Error",
            Schema.object(
                "What went wrong.",
                required: ["error"],
                ["error": Schema.described(Schema.string, "What was expected, what came, and what to do.")]
            )
        ),
        .init("Live", Schema.object("The server lives.", required: ["live"], ["live": Schema.boolean])),
        .init("Ready", Schema.object("Whether it takes requests.", required: ["ready"], ["ready": Schema.boolean])),
        .init(
            "Alive",
            Schema.object(
                "The server lives.",
                required: ["status", "message", "docs", "openapi", "try"],
                [
                    "status": Schema.words(["alive"]), "message": Schema.string,
                    "docs": Schema.described(Schema.string, "The path of the page about the interface."),
                    "openapi": Schema.described(Schema.string, "The path of the interface's description."),
                    "try": Schema.described(Schema.string, "The path of the page to try detection on."),
                ]
            )
        ),
        .init(
            "ModelReady",
            Schema.object(
                "Whether a model takes requests.",
                required: ["name", "ready"],
                ["name": Schema.string, "ready": Schema.boolean, "error": Schema.string]
            )
        ),
        .init(
            "IndexRequest",
            Schema.object(
                "Which versions are wanted; an empty body wants all.",
                ["ready": Schema.described(Schema.boolean, "Only those that are ready.")]
            )
        ),
        .init(
            "IndexEntry",
            Schema.object(
                "A version and its state.",
                required: ["name"],
                [
                    "name": Schema.string, "version": Schema.string,
                    "state": Schema.words(["UNKNOWN", "READY", "UNAVAILABLE", "LOADING", "UNLOADING"]),
                    "reason": Schema.described(Schema.string, "Why it is not ready."),
                ]
            )
        ),
        .init(
            "LoadRequest",
            Schema.object(
                "May be left out.",
                [
                    "parameters": Schema.described(
                        Schema.reference("Parameters"),
                        "`force`: load versions whose files changed."
                    )
                ]
            )
        ),
    ]
}
