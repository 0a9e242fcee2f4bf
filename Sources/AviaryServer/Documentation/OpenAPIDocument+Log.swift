internal import AviaryCore

extension OpenAPIDocument {
    /// The prediction log.
    static let logPaths: [JSONValue.Member] = [
        .init(
            "/api/v1/log",
            [
                "get": APIOperation(
                    "listPredictions",
                    "log",
                    "Which predictions were made, the latest first",
                    "With `Accept: text/event-stream` the log is followed in the order of writing: the latest `limit` rows come "
                        + "first, and `Last-Event-ID` says where to go on."
                )
                .taking("EndpointFilter", "VersionFilter", "RoleFilter", "DecisionFilter", "From", "To", "Order")
                .taking("After", "Limit")
                .answering("A page of them.", rowContent)
                .failing(.badRequest, .notFound, .exhausted).json,
                "delete": APIOperation(
                    "erasePredictions",
                    "log",
                    "Remove all rows of somebody",
                    "Nothing of them is left in the log's files."
                )
                .taking("Subject")
                .answering(
                    "How many rows went.",
                    json: Schema.object("Done.", required: ["erased"], ["erased": Schema.count])
                )
                .failing(.badRequest, .notFound, .unavailable).json,
            ]
        ),
        .init(
            "/api/v1/log/{id}",
            [
                "get": APIOperation("getPrediction", "log", "What the log keeps of a prediction")
                    .taking("PredictionID")
                    .answering("The row.", json: Schema.reference("LogRow"))
                    .failing(.notFound).json
            ]
        ),
    ]

    /// What the log's paths and queries take.
    static let logParameters: [JSONValue.Member] = [
        parameter("PredictionID", "id", "path", "The reply's parameter `prediction_id`.", Schema.string),
        parameter("VersionFilter", "version", "query", "Only those of this version.", Schema.string),
        parameter(
            "RoleFilter",
            "role",
            "query",
            "Only those of this role.",
            Schema.words(Role.allCases.map(\.rawValue))
        ),
        parameter(
            "DecisionFilter",
            "decision",
            "query",
            "Only those that were `served`, `fell-back`, or `failed`; `failed:CODE` for one reason.",
            Schema.string
        ),
        parameter("From", "from", "query", "Only those from this time on (RFC 3339).", Schema.string),
        parameter("To", "to", "query", "Only those before this time (RFC 3339).", Schema.string),
        parameter("Order", "order", "query", "Which come first.", Schema.words(["newest", "oldest"])),
        parameter(
            "Subject",
            "subject",
            "query",
            "The value of the routing key, parameter or input that the endpoint's `log.subject` names.",
            Schema.string,
            isRequired: true
        ),
    ]

    /// What the log answers.
    static let logSchemas: [JSONValue.Member] = [
        page("LogPage", "rows", of: "LogRow", ["type": ["string", "null"]]),
        .init(
            "LogRow",
            Schema.object(
                "A prediction as the log keeps it.",
                required: [
                    "number", "id", "at", "endpoint", "model", "version", "role", "decision", "latency_seconds",
                ],
                [
                    "number": Schema.described(Schema.count, "Where it stands in the order of writing."),
                    "id": Schema.string, "at": Schema.string, "endpoint": Schema.string, "model": Schema.string,
                    "version": Schema.string, "role": Schema.words(Role.allCases.map(\.rawValue)),
                    "decision": Schema.described(Schema.string, "`served`, `fell-back` or `failed:CODE`."),
                    "latency_seconds": ["type": "number"],
                    "parameters": ["type": "object"],
                    "inputs": ["type": ["array", "null"]], "inputs_kept": kept,
                    "outputs": ["type": ["array", "null"]], "outputs_kept": kept,
                ]
            )
        ),
    ]

    private static let kept = Schema.described(
        Schema.words(["whole", "reduced", "too-large", "none"]),
        "How much of the tensors is kept: `reduced` where values were dropped, hashed or masked, or JSON cannot say them."
    )

    private static let rowContent: JSONValue = [
        "application/json": ["schema": Schema.reference("LogPage")], "text/event-stream": ["schema": Schema.string],
    ]
}
