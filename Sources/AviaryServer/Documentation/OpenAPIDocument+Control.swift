internal import AviaryCore

extension OpenAPIDocument {
    /// Endpoints, rollouts and the log of both.
    static let controlPaths: [JSONValue.Member] = [
        .init(
            "/api/v1/endpoints",
            [
                "get": APIOperation("listEndpoints", "control", "Which endpoints there are")
                    .taking("After", "Limit")
                    .answering("A page of them, by name.", json: Schema.reference("EndpointPage"))
                    .failing(.badRequest).json
            ]
        ),
        .init(
            "/api/v1/endpoints/{endpoint}",
            [
                "get": APIOperation("getEndpoint", "control", "What an endpoint is")
                    .taking("Endpoint")
                    .answering("The endpoint; `ETag` is its revision.", json: Schema.reference("Endpoint"))
                    .failing(.badRequest, .notFound).json,
                "put": APIOperation(
                    "putEndpoint",
                    "control",
                    "Say what an endpoint should be",
                    "The body is one document of a manifest, in YAML or JSON. A new candidate in it begins a rollout."
                )
                .taking("Endpoint", "DryRun", "IfMatch", "Actor")
                .body(manifest)
                .answering("What has changed.", json: Schema.reference("Applied"))
                .failing(.badRequest, .notFound, .conflict, .preconditionFailed, .tooLarge, .unavailable).json,
                "delete": APIOperation(
                    "deleteEndpoint",
                    "control",
                    "Let an endpoint be what its model's versions make of it"
                )
                .taking("Endpoint", "IfMatch", "Actor")
                .answering("It is gone; its log stays.", json: Schema.object("Done.", ["removed": Schema.boolean]))
                .failing(.badRequest, .notFound, .conflict, .preconditionFailed).json,
            ]
        ),
        .init(
            "/api/v1/endpoints/{endpoint}/comparisons",
            [
                "get": APIOperation(
                    "getComparisons",
                    "control",
                    "How versions that get copies compare with stable",
                    "How often they disagree, and the disagreements most worth a look."
                )
                .taking("Endpoint")
                .answering("One entry per version.", json: Schema.reference("Comparisons"))
                .failing(.badRequest, .notFound).json
            ]
        ),
        .init(
            "/api/v1/apply",
            [
                "post": APIOperation(
                    "applyManifest",
                    "control",
                    "Make everything what a manifest says that it should be",
                    "All documents are tried before any is applied."
                )
                .taking("DryRun", "Actor")
                .body(manifest)
                .answering("What has changed.", json: Schema.reference("AppliedList"))
                .failing(.badRequest, .notFound, .conflict, .tooLarge, .unavailable).json
            ]
        ),
        .init(
            "/api/v1/notifiers",
            [
                "get": APIOperation("listNotifiers", "control", "Who is told what happens")
                    .answering("All of them.", json: Schema.object("Notifiers.", ["notifiers": ["type": "array"]])).json
            ]
        ),
        .init(
            "/api/v1/notifiers/{notifier}",
            [
                "delete": APIOperation("deleteNotifier", "control", "Tell somebody nothing more")
                    .taking("Notifier")
                    .answering("Done.", json: Schema.object("Done.", ["removed": Schema.boolean]))
                    .failing(.notFound).json
            ]
        ),
        .init(
            "/api/v1/rollouts",
            [
                "get": APIOperation("listRollouts", "control", "Which rollouts there are and were, the latest first")
                    .taking("EndpointFilter", "State", "Before", "Limit")
                    .answering("A page of them.", json: Schema.reference("RolloutPage"))
                    .failing(.badRequest).json,
                "post": APIOperation(
                    "startRollout",
                    "control",
                    "Begin to bring a version in",
                    "The candidate is loaded and held against stable first. With an `Idempotency-Key` it is safe to ask again."
                )
                .taking("IdempotencyKey", "IfMatch", "Actor")
                .body(
                    APIOperation.json(Schema.reference("RolloutStart"), example: ["endpoint": "wine", "candidate": 2])
                )
                .answering(status: 201, "The rollout.", json: Schema.reference("Rollout"))
                .failing(.badRequest, .notFound, .conflict, .preconditionFailed, .tooLarge, .modelFailed, .unavailable)
                .json,
            ]
        ),
        .init(
            "/api/v1/rollouts/{rollout}",
            [
                "get": APIOperation(
                    "getRollout",
                    "control",
                    "Where a rollout is, and what its analyses know",
                    "With `Accept: text/event-stream` each change comes as an event `rollout`, until it is over."
                )
                .taking("Rollout")
                .answering("The rollout; `ETag` is its revision.", rolloutContent)
                .failing(.notFound).json
            ]
        ),
        .init(
            "/api/v1/rollouts/{rollout}/explanation",
            [
                "get": APIOperation("explainRollout", "control", "Why a rollout did what it did, in sentences")
                    .taking("Rollout")
                    .answering("A summary, and a sentence for each event.", json: Schema.reference("Explanation"))
                    .failing(.notFound).json
            ]
        ),
        wish("pause", "Let a rollout wait", nil),
        wish("resume", "Let a rollout go on, or approve it", nil),
        wish("promote", "Take a rollout to its next step, or to its end", ["fully": Schema.boolean]),
        wish("abort", "Take the candidate out", ["reason": Schema.string]),
        .init(
            "/api/v1/events",
            [
                "get": APIOperation(
                    "listEvents",
                    "control",
                    "The log of all that happened, the earliest first",
                    "With `Accept: text/event-stream` the log is followed; `Last-Event-ID` says where to go on."
                )
                .taking("EndpointFilter", "RolloutFilter", "AfterSequence", "Limit")
                .answering("A page of it.", eventContent)
                .failing(.badRequest, .exhausted).json
            ]
        ),
    ]

    private static func wish(
        _ word: StaticString,
        _ summary: String,
        _ members: KeyValuePairs<String, JSONValue>?
    ) -> JSONValue.Member {
        var operation = APIOperation("\(word)Rollout", "control", summary)
            .taking("Rollout", "IdempotencyKey", "IfMatch", "Actor")
        if let members {
            operation = operation.body(APIOperation.json(Schema.object("How.", members)), isRequired: false)
        }
        return .init(
            "/api/v1/rollouts/{rollout}/\(word)",
            [
                "post": operation.answering("The rollout after it.", json: Schema.reference("Rollout"))
                    .failing(.badRequest, .notFound, .conflict, .preconditionFailed, .unavailable).json
            ]
        )
    }

    private static let manifest: JSONValue = [
        "application/yaml": ["schema": Schema.string],
        "application/json": ["schema": ["type": "object"]],
    ]

    private static let rolloutContent: JSONValue = [
        "application/json": ["schema": Schema.reference("Rollout")], "text/event-stream": ["schema": Schema.string],
    ]

    private static let eventContent: JSONValue = [
        "application/json": ["schema": Schema.reference("EventPage")], "text/event-stream": ["schema": Schema.string],
    ]
}
