internal import AviaryCore

extension OpenAPIDocument {
    /// What the control API's paths, queries and fields take.
    static let controlParameters: [JSONValue.Member] = [
        parameter("Endpoint", "endpoint", "path", "The endpoint's name, percent-encoded.", Schema.string),
        parameter("Notifier", "notifier", "path", "The notifier's name.", Schema.string),
        parameter(
            "Rollout",
            "rollout",
            "path",
            "The rollout's id, or its endpoint's name: the rollout that goes on, or else the last one.",
            Schema.string
        ),
        parameter("EndpointFilter", "endpoint", "query", "Only those of this endpoint.", Schema.string),
        parameter("RolloutFilter", "rollout", "query", "Only those of this rollout.", Schema.string),
        parameter(
            "State",
            "state",
            "query",
            "Only those that go on, or that are over.",
            Schema.words(["live", "over", "all"])
        ),
        parameter("Before", "before", "query", "The `next` of the page before.", Schema.string),
        parameter("After", "after", "query", "The `next` of the page before.", Schema.string),
        parameter("AfterSequence", "after", "query", "The `next` of the page before.", Schema.count),
        parameter("Limit", "limit", "query", "How many at most.", ["type": "integer", "minimum": 1, "maximum": 1000]),
        parameter("DryRun", "dryRun", "query", "Only say what would change.", Schema.boolean),
        parameter(
            "IfMatch",
            "If-Match",
            "header",
            "The `ETag` of what the change is about; another one now is a 412.",
            Schema.string
        ),
        parameter(
            "IdempotencyKey",
            "Idempotency-Key",
            "header",
            "Names the request: the same one again gets the same reply.",
            Schema.string
        ),
        parameter("Actor", "X-Aviary-Actor", "header", "Who asks, for the log.", Schema.string),
    ]

    static func parameter(
        _ component: String,
        _ name: String,
        _ place: String,
        _ description: String,
        _ schema: JSONValue,
        isRequired: Bool = false
    ) -> JSONValue.Member {
        .init(
            component,
            [
                "name": .string(name), "in": .string(place), "required": .bool(isRequired || place == "path"),
                "description": .string(description), "schema": schema,
            ]
        )
    }

    /// A text that may be missing.
    private static let optionalString: JSONValue = ["type": ["string", "null"]]
    private static let optionalNumber: JSONValue = ["type": ["number", "null"]]

    /// What the control API answers.
    static let controlSchemas: [JSONValue.Member] = [
        .init(
            "Endpoint",
            Schema.object(
                "An endpoint: the stable name that clients call.",
                required: ["name", "model", "stable", "revision"],
                [
                    "name": Schema.string, "owner": optionalString, "model": Schema.string,
                    "stable": Schema.described(["type": ["integer", "null"]], "The version that answers by default."),
                    "revision": Schema.described(Schema.count, "0 for one that nobody has described."),
                    "updated": optionalString,
                    "rollout": ["anyOf": [Schema.reference("Rollout"), ["type": "null"]]],
                    "experiment": ["type": "object", "additionalProperties": ["type": "number"]],
                    "shadows": ["type": "object", "additionalProperties": ["type": "number"]],
                    "manifest": Schema.described(optionalString, "What it should be, in YAML that can be applied."),
                ]
            )
        ),
        page("EndpointPage", "endpoints", of: "Endpoint", optionalString),
        .init(
            "Applied",
            Schema.object(
                "What applying a document comes to.",
                required: ["change"],
                [
                    "endpoint": Schema.string, "notifier": Schema.string,
                    "change": Schema.words(["created", "changed", "unchanged"]), "revision": Schema.count,
                    "stable": Schema.integer,
                    "begins": Schema.described(["type": ["integer", "null"]], "The candidate whose rollout begins."),
                    "rollout": optionalString, "diff": Schema.array(of: Schema.string),
                ]
            )
        ),
        .init(
            "AppliedList",
            Schema.object(
                "What applying a manifest comes to.",
                required: ["dryRun", "results"],
                ["dryRun": Schema.boolean, "results": Schema.array(of: Schema.reference("Applied"))]
            )
        ),
        .init(
            "RolloutStart",
            Schema.object(
                "What begins a rollout: as `spec.rollout` of a manifest, and the endpoint.",
                required: ["endpoint", "candidate"],
                [
                    "endpoint": Schema.string, "candidate": Schema.integer,
                    "strategy": Schema.words([
                        "shadow", "canary", "ramp", "blue-green", "progressive", "all-at-once",
                    ]),
                    "steps": ["type": "array"], "analysis": ["type": "object"],
                    "onInconclusive": Schema.words(["pause", "abort", "promote"]), "progressDeadline": Schema.string,
                ]
            )
        ),
        .init(
            "Rollout",
            Schema.object(
                "The life of a candidate on an endpoint.",
                required: ["id", "endpoint", "stable", "candidate", "phase", "weight", "mirrored", "revision"],
                [
                    "id": Schema.string, "endpoint": Schema.string, "stable": Schema.integer,
                    "candidate": Schema.integer,
                    "strategy": optionalString,
                    "phase": Schema.words(["preparing", "running", "promoted", "aborted"]),
                    "step": ["type": ["object", "null"]], "steps": Schema.array(of: ["type": "object"]),
                    "status": Schema.string,
                    "weight": ["type": "number", "minimum": 0, "maximum": 1],
                    "mirrored": ["type": "number", "minimum": 0, "maximum": 1], "started": Schema.string,
                    "revision": Schema.count, "analyses": Schema.array(of: Schema.reference("Analysis")),
                ]
            )
        ),
        page("RolloutPage", "rollouts", of: "Rollout", optionalString),
        .init(
            "Analysis",
            Schema.object(
                "What an analysis knows at a moment: it holds however often one looks.",
                required: ["step", "requests", "metrics"],
                [
                    "step": Schema.count, "requests": Schema.count, "minimum_requests": Schema.count,
                    "elapsed_seconds": ["type": "number"], "deadline_seconds": ["type": "number"],
                    "verdict": Schema.words(["continue", "pass", "fail", "inconclusive"]), "reason": optionalString,
                    "metrics": Schema.array(of: Schema.reference("Metric")),
                ]
            )
        ),
        .init(
            "Metric",
            Schema.object(
                "What is known of one metric: candidate less stable, and where that lies.",
                required: ["metric", "measure", "verdict", "margin"],
                [
                    "metric": Schema.string, "measure": Schema.string, "method": Schema.string,
                    "verdict": Schema.words(["continue", "pass", "fail"]), "margin": ["type": "number"],
                    "effect": optionalNumber, "interval": Schema.array(of: optionalNumber),
                    "requests": ["type": "object"], "forecast_requests": optionalNumber,
                    "forecast_seconds": optionalNumber, "reason": optionalString, "text": Schema.string,
                ]
            )
        ),
        .init(
            "Explanation",
            Schema.object(
                "Why a rollout did what it did.",
                required: ["rollout", "summary", "events"],
                ["rollout": Schema.string, "summary": Schema.string, "events": ["type": "array"]]
            )
        ),
        .init(
            "Event",
            Schema.object(
                "An entry of the log, with its evidence.",
                required: ["sequence", "at", "endpoint", "actor", "kind", "text"],
                [
                    "sequence": Schema.count, "at": Schema.string, "endpoint": Schema.string, "rollout": optionalString,
                    "actor": Schema.string, "kind": Schema.string, "text": Schema.string,
                ]
            )
        ),
        page("EventPage", "events", of: "Event", ["type": ["integer", "null"]]),
        .init(
            "Comparisons",
            Schema.object(
                "How versions that get copies compare with stable.",
                required: ["endpoint", "comparisons"],
                ["endpoint": Schema.string, "comparisons": ["type": "array"]]
            )
        ),
    ]

    static func page(_ name: String, _ list: String, of element: String, _ next: JSONValue) -> JSONValue.Member {
        .init(
            name,
            [
                "type": "object", "description": "A page; `next` is null on the last one.",
                "required": [.string(list), "next"],
                "properties": .object([
                    .init(list, Schema.array(of: Schema.reference(element))), .init("next", next),
                ]),
            ]
        )
    }
}
