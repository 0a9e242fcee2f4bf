internal import AviaryControl
internal import AviaryCore

extension OpenAPIDocument {
    /// What requests were like, what monitors say of it, and what it is held against.
    static let monitoringPaths: [JSONValue.Member] = [
        .init(
            "/api/v1/measures",
            [
                "get": APIOperation(
                    "listMeasures",
                    "monitoring",
                    "What the requests to each version were like",
                    "Numbers go by a fair sample of the requests; `sampled` says how many were looked at."
                )
                .taking("EndpointFilter", "Window", "Segment")
                .answering(
                    "An entry for each version that requests have come to; none for an endpoint without.",
                    json: Schema.object(
                        "Versions.",
                        required: ["versions"],
                        ["versions": Schema.array(of: Schema.reference("VersionMeasures"))]
                    )
                )
                .failing(.badRequest).json
            ]
        ),
        .init(
            "/api/v1/monitors",
            [
                "get": APIOperation(
                    "listMonitors",
                    "monitoring",
                    "What is watched, and what the monitors say now",
                    "They are asked every 5 seconds; an endpoint that was not looked at yet is not in the list."
                )
                .taking("EndpointFilter")
                .answering(
                    "An entry for each endpoint.",
                    json: Schema.object(
                        "Endpoints.",
                        required: ["endpoints"],
                        ["endpoints": Schema.array(of: Schema.reference("EndpointMonitors"))]
                    )
                )
                .failing(.badRequest).json
            ]
        ),
        .init(
            "/api/v1/profiles/{endpoint}/{version}",
            [
                "get": APIOperation("getProfile", "monitoring", "What a version is held against")
                    .taking("Endpoint", "Version")
                    .answering("An overview of the profile.", json: Schema.reference("ProfileOverview"))
                    .failing(.badRequest, .notFound).json,
                "put": APIOperation(
                    "putProfile",
                    "monitoring",
                    "Store what a version's training data look like",
                    "The body is what `aviary profile -o` writes. It takes the place of the profile before, from the next "
                        + "judgement on; it may come before the version does."
                )
                .taking("Endpoint", "Version")
                .body(APIOperation.json(["type": "object"]))
                .answering("An overview of the profile.", json: Schema.reference("ProfileOverview"))
                .failing(.badRequest, .tooLarge).json,
                "delete": APIOperation("deleteProfile", "monitoring", "Hold a version against nothing")
                    .taking("Endpoint", "Version")
                    .answering("Done.", json: Schema.object("Done.", ["removed": Schema.boolean]))
                    .failing(.badRequest, .notFound).json,
            ]
        ),
        .init(
            "/api/v1/profiles/{endpoint}/{version}/pin",
            [
                "post": APIOperation(
                    "pinProfile",
                    "monitoring",
                    "Hold a version against the traffic that it has had",
                    "The requests of the window become the profile, in place of the one before."
                )
                .taking("Endpoint", "Version", "Window")
                .answering("An overview of the profile.", json: Schema.reference("ProfileOverview"))
                .failing(.badRequest, .notFound).json
            ]
        ),
    ]

    /// What monitoring's queries take.
    static let monitoringParameters: [JSONValue.Member] = [
        parameter("Window", "window", "query", "How far back, such as 10m; at most 6h, and 5m without.", Schema.string),
        parameter(
            "Segment",
            "segment",
            "query",
            "Only requests with this value of a parameter that a monitor's `segment` names, such as `country:DE`.",
            Schema.string
        ),
    ]

    private static let text: JSONValue = ["type": ["string", "null"]]
    private static let number: JSONValue = ["type": ["number", "null"]]

    /// What monitoring's paths answer.
    static let monitoringSchemas: [JSONValue.Member] = [
        .init(
            "Measures",
            Schema.object(
                "A measure over all requests of a window. What is summed up as a number has a mean and quantiles, what is "
                    + "true or not a share, and words have the share of each.",
                required: ["measure", "feature", "unit", "count", "missing"],
                [
                    "measure": Schema.words(Measure.allCases.map(\.rawValue)), "feature": text, "unit": Schema.string,
                    "count": Schema.count, "missing": Schema.count, "share": number, "mean": number, "p50": number,
                    "p90": number, "p99": number, "p999": number,
                    "categories": Schema.array(
                        of: Schema.object(
                            "A word.",
                            required: ["category", "share"],
                            ["category": Schema.string, "share": number]
                        )
                    ),
                ]
            )
        ),
        .init(
            "Gauge",
            Schema.object(
                "One number of the system.",
                required: ["measure", "unit", "value"],
                [
                    "measure": Schema.words(Measure.allCases.filter { $0.gauge == .ofVersion }.map(\.rawValue)),
                    "unit": Schema.string, "value": number,
                ]
            )
        ),
        .init(
            "VersionMeasures",
            Schema.object(
                "What the requests to a version were like.",
                required: ["endpoint", "version", "last_request", "window", "seen", "now"],
                [
                    "endpoint": Schema.string, "version": Schema.string, "last_request": text, "window": Schema.string,
                    "seen": Schema.object(
                        "The window.",
                        required: ["requests", "requests_per_second", "sampled", "measures"],
                        [
                            "requests": ["type": "number"], "requests_per_second": ["type": "number"],
                            "sampled": Schema.count, "measures": Schema.array(of: Schema.reference("Measures")),
                        ]
                    ),
                    "now": Schema.described(
                        Schema.array(of: Schema.reference("Gauge")),
                        "How the version's queue was when the monitors judged last, whatever the window; nothing where a "
                            + "segment is asked for, and no `system.batch` where nothing was run for a minute."
                    ),
                ]
            )
        ),
        .init(
            "EndpointMonitors",
            Schema.object(
                "The monitors of an endpoint, its own or the usual ones, and what they say.",
                required: ["endpoint", "monitors", "findings"],
                [
                    "endpoint": Schema.string,
                    "monitors": Schema.array(
                        of: Schema.object(
                            "A monitor.",
                            required: ["name", "watches", "severity"],
                            [
                                "name": Schema.string, "watches": Schema.string, "severity": severity,
                                "window_seconds": ["type": "number"], "for_seconds": ["type": "number"],
                                "keep_firing_seconds": ["type": "number"], "segment": text,
                            ]
                        )
                    ),
                    "findings": Schema.array(of: Schema.reference("Finding")),
                ]
            )
        ),
        .init(
            "Finding",
            Schema.object(
                "What a monitor says of one subject, such as a version or a segment.",
                required: ["id", "endpoint", "monitor", "labels", "severity", "finding", "summary"],
                [
                    "id": Schema.string, "endpoint": Schema.string, "monitor": Schema.string,
                    "labels": ["type": "object", "additionalProperties": ["type": "string"]], "severity": severity,
                    "finding": Schema.described(
                        Schema.words(["well", "breached", "unknown"]),
                        "`unknown` while too little has come."
                    ),
                    "summary": Schema.string, "value": number, "bound": number, "test": text, "statistic": number,
                    "p_value": number, "since": text, "requests": ["type": ["integer", "null"]],
                    "ranking": Schema.array(of: ["type": "object"]),
                ]
            )
        ),
        .init(
            "ProfileOverview",
            Schema.object(
                "What a profile says.",
                required: ["rows", "measures"],
                ["rows": Schema.count, "measures": Schema.array(of: Schema.reference("Measures"))]
            )
        ),
    ]

    private static let severity = Schema.words(MonitorSpecification.Severity.allCases.map(\.rawValue))
}
