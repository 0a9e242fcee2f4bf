internal import AviaryCore

extension OpenAPIDocument {
    /// API keys.
    static let keyPaths: [JSONValue.Member] = [
        .init(
            "/api/v1/keys",
            [
                "get": APIOperation("listKeys", "keys", "Which keys there are")
                    .answering(
                        "All that have not been revoked, without their secrets.",
                        json: Schema.object(
                            "Keys.",
                            required: ["keys"],
                            ["keys": Schema.array(of: Schema.reference("Key"))]
                        )
                    ).json,
                "post": APIOperation(
                    "createKey",
                    "keys",
                    "Make a key",
                    "The reply has the secret, which is shown this once. The first key must be an admin's."
                )
                .body(
                    APIOperation.json(
                        Schema.reference("KeyRequest"),
                        example: ["role": "predict", "endpoints": ["fraud"], "expires": "90d", "name": "checkout"]
                    )
                )
                .answering(status: 201, "The key with its secret.", json: Schema.reference("NewKey"))
                .failing(.badRequest, .conflict, .exhausted).json,
            ]
        ),
        .init(
            "/api/v1/keys/{key}",
            [
                "delete": APIOperation("revokeKey", "keys", "End a key at once, also for whoever is connected")
                    .taking("Key")
                    .answering("Done.", json: Schema.object("Done.", ["removed": Schema.boolean]))
                    .failing(.notFound, .conflict).json
            ]
        ),
        .init(
            "/api/v1/keys/{key}/rotate",
            [
                "post": APIOperation("rotateKey", "keys", "Give a key a new secret")
                    .taking("Key")
                    .body(
                        APIOperation.json(
                            Schema.object(
                                "How long the old secret holds as well; not at all, where nothing is said.",
                                ["grace": Schema.string]
                            ),
                            example: ["grace": "1h"]
                        ),
                        isRequired: false
                    )
                    .answering("The key with its new secret.", json: Schema.reference("NewKey"))
                    .failing(.badRequest, .notFound, .conflict).json
            ]
        ),
    ]

    /// What the paths of keys take.
    static let keyParameters: [JSONValue.Member] = [
        parameter("Key", "key", "path", "The key's prefix, such as avk_1a2B3c4D.", Schema.string)
    ]

    private static let text: JSONValue = ["type": ["string", "null"]]
    private static let names: JSONValue = ["type": ["array", "null"], "items": Schema.string]
    private static let role = Schema.words(["predict", "review", "operate", "admin"])

    /// What the paths of keys answer.
    static let keySchemas: [JSONValue.Member] = [
        .init(
            "KeyRequest",
            Schema.object(
                "What a key is to be.",
                required: ["role"],
                [
                    "role": role,
                    "endpoints": Schema.described(names, "The endpoints that it is for; null for all."),
                    "expires": Schema.described(text, "How long it holds, such as 90d; null for until it is revoked."),
                    "name": Schema.described(text, "What people call it."),
                ]
            )
        ),
        .init(
            "Key",
            Schema.object(
                "A key.",
                required: ["prefix", "role", "endpoints", "created"],
                [
                    "prefix": Schema.string, "name": Schema.string, "role": role, "endpoints": names,
                    "created": Schema.string,
                    "expires": text, "expired": Schema.boolean, "last_used": text,
                    "former_until": Schema.described(
                        text,
                        "Until when the secret before the last rotation holds as well."
                    ),
                ]
            )
        ),
        .init(
            "NewKey",
            [
                "allOf": [
                    Schema.reference("Key"),
                    Schema.object("Its secret.", required: ["key"], ["key": Schema.string]),
                ]
            ]
        ),
    ]
}
