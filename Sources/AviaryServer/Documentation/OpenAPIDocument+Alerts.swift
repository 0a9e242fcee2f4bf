internal import AviaryCore

extension OpenAPIDocument {
    /// Alerts and silences.
    static let alertPaths: [JSONValue.Member] = [
        .init(
            "/api/v1/alerts",
            [
                "get": APIOperation("listAlerts", "alerts", "What monitors have found, the latest first")
                    .taking("AlertState", "Severity", "EndpointFilter", "Before", "Limit")
                    .answering("A page of alerts.", json: Schema.reference("AlertPage"))
                    .failing(.badRequest).json
            ]
        ),
        .init(
            "/api/v1/alerts/{alert}",
            [
                "get": APIOperation("getAlert", "alerts", "An alert with its evidence and what happened to it")
                    .taking("Alert")
                    .answering("The alert; `ETag` is its revision.", json: Schema.reference("Alert"))
                    .failing(.notFound).json
            ]
        ),
        .init(
            "/api/v1/alerts/{alert}/ack",
            [
                "post": APIOperation("acknowledgeAlert", "alerts", "Say that you take care of an alert")
                    .taking("Alert", "IdempotencyKey", "IfMatch", "Actor")
                    .body(
                        APIOperation.json(Schema.object("What others should know.", ["comment": Schema.string])),
                        isRequired: false
                    )
                    .answering("The alert after it.", json: Schema.reference("Alert"))
                    .failing(.badRequest, .notFound, .conflict, .preconditionFailed).json
            ]
        ),
        .init(
            "/api/v1/silences",
            [
                "get": APIOperation("listSilences", "alerts", "Which silences hold, or will")
                    .answering(
                        "All of them.",
                        json: Schema.object(
                            "Silences.",
                            required: ["silences"],
                            ["silences": Schema.array(of: Schema.reference("Silence"))]
                        )
                    ).json,
                "post": APIOperation(
                    "createSilence",
                    "alerts",
                    "Have nobody told of some alerts for a while",
                    "All matchers, `label=value` or `label!=value`, have to fit. What still fires when it ends is told then."
                )
                .taking("IdempotencyKey", "Actor")
                .body(
                    APIOperation.json(
                        Schema.reference("SilenceStart"),
                        example: ["matchers": ["endpoint=wine"], "duration": "2h", "comment": "maintenance"]
                    )
                )
                .answering(status: 201, "The silence.", json: Schema.reference("Silence"))
                .failing(.badRequest, .conflict, .exhausted).json,
            ]
        ),
        .init(
            "/api/v1/silences/{silence}",
            [
                "delete": APIOperation("deleteSilence", "alerts", "End a silence")
                    .taking("Silence")
                    .answering("Done.", json: Schema.object("Done.", ["removed": Schema.boolean]))
                    .failing(.notFound).json
            ]
        ),
    ]

    /// What alerts' paths and queries take.
    static let alertParameters: [JSONValue.Member] = [
        parameter("Alert", "alert", "path", "The alert's id, such as a12.", Schema.string),
        parameter("Silence", "silence", "path", "The silence's id.", Schema.string),
        parameter(
            "AlertState",
            "state",
            "query",
            "Only those in this state; `live`, where nothing is said, is pending and firing.",
            Schema.words(["live", "pending", "firing", "resolved", "all"])
        ),
        parameter(
            "Severity",
            "severity",
            "query",
            "Only those of this severity.",
            Schema.words(["info", "warning", "critical"])
        ),
    ]

    private static let text: JSONValue = ["type": ["string", "null"]]
    private static let number: JSONValue = ["type": ["number", "null"]]

    /// What alerts' paths answer.
    static let alertSchemas: [JSONValue.Member] = [
        .init(
            "Evidence",
            Schema.object(
                "What a judgement goes by.",
                required: ["summary"],
                [
                    "summary": Schema.string, "value": number, "bound": number, "test": text, "statistic": number,
                    "p_value": number, "since": text, "change": text, "requests": ["type": ["integer", "null"]],
                    "ranking": Schema.array(of: ["type": "object"]),
                ]
            )
        ),
        .init(
            "Alert",
            Schema.object(
                "A breach from when it began to when it was over.",
                required: ["id", "endpoint", "monitor", "severity", "state", "summary", "since", "evidence"],
                [
                    "id": Schema.string, "endpoint": Schema.string, "monitor": Schema.string,
                    "subject": Schema.string,
                    "labels": ["type": "object", "additionalProperties": ["type": "string"]],
                    "severity": Schema.words(["info", "warning", "critical"]),
                    "state": Schema.words(["pending", "firing", "resolved"]), "summary": Schema.string,
                    "since": Schema.string, "fired": text, "ended": text, "seen": Schema.string,
                    "evidence": Schema.reference("Evidence"), "first_evidence": Schema.reference("Evidence"),
                    "acknowledged": ["type": ["object", "null"]], "path": Schema.string, "revision": Schema.count,
                    "silence": text, "history": Schema.array(of: ["type": "object"]),
                ]
            )
        ),
        page("AlertPage", "alerts", of: "Alert", text),
        .init(
            "Silence",
            Schema.object(
                "Alerts of which nobody is told for a while.",
                required: ["id", "matchers", "starts", "ends", "author", "comment"],
                [
                    "id": Schema.string, "matchers": Schema.array(of: Schema.string), "starts": Schema.string,
                    "ends": Schema.string, "author": Schema.string, "comment": Schema.string,
                ]
            )
        ),
        .init(
            "SilenceStart",
            Schema.object(
                "What is to be silenced: from `starts`, or at once, for `duration` or until `ends`.",
                required: ["matchers"],
                [
                    "matchers": Schema.array(of: Schema.string), "duration": Schema.string, "starts": Schema.string,
                    "ends": Schema.string, "comment": Schema.string,
                ]
            )
        ),
    ]
}
