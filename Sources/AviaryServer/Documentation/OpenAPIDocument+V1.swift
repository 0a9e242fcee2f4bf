internal import AviaryCore

extension OpenAPIDocument {
    /// The older protocol of KServe and TensorFlow Serving.
    static func v1Paths(_ examples: [InferenceExample]) -> [JSONValue.Member] {
        let plain = APIOperation("predictV1", "V1", "Ask a model for predictions of rows").taking("Model")
        let pinned = APIOperation("predictV1OfVersion", "V1", "Ask one version of a model for predictions of rows")
            .taking("Model", "Version")
        return [
            .init(
                "/v1/models",
                [
                    "get": APIOperation("listModelsV1", "V1", "Which models there are")
                        .answering("Their names.", json: Schema.reference("ModelList")).json
                ]
            ),
            .init(
                "/v1/models/{model}",
                [
                    "get": APIOperation("modelReadyV1", "V1", "Whether a model takes requests")
                        .taking("Model")
                        .answering("It does.", json: Schema.reference("ModelReady"))
                        .failing(.notFound, .unavailable).json
                ]
            ),
            .init("/v1/models/{model}:predict", ["post": self.predict(plain, examples).json]),
            .init("/v1/models/{model}/versions/{version}:predict", ["post": self.predict(pinned, examples).json]),
        ]
    }

    private static func predict(_ operation: APIOperation, _ examples: [InferenceExample]) -> APIOperation {
        let schema: JSONValue = [
            "type": "object",
            "description": "Rows in `instances`, or whole tensors in `inputs`; exactly one of the two.",
            "properties": [
                "instances": [
                    "type": "array", "minItems": 1,
                    "description": "One element per row: a value of the one input, or an object of all inputs' values.",
                    "items": [:],
                ],
                "inputs": ["description": "A value of the one input, or an object of all inputs' values."],
                "signature_name": Schema.described(Schema.string, "Ignored."),
            ],
            "oneOf": [["required": ["instances"]], ["required": ["inputs"]]],
        ]
        var json: [JSONValue.Member] = [.init("schema", schema)]
        if !examples.isEmpty {
            json.append(
                .init(
                    "examples",
                    .object(
                        examples.map { example in
                            .init(
                                example.model,
                                ["summary": .string("Model \(example.model)"), "value": example.predict]
                            )
                        }
                    )
                )
            )
        }
        let reply: JSONValue = [
            "type": "object", "properties": ["predictions": ["type": "array", "items": [:]], "outputs": [:]],
        ]
        return
            operation
            .taking("Traceparent")
            .body(["application/json": .object(json)])
            .answering("`predictions` for `instances`, `outputs` for `inputs`.", json: reply)
            .failing(
                .badRequest,
                .notFound,
                .requestTimeout,
                .tooLarge,
                .unsupportedMedia,
                .exhausted,
                .modelFailed,
                .unavailable,
                .deadlineExceeded
            )
    }
}
