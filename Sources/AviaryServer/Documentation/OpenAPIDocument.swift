package import AviaryCore

/// The description of the server's HTTP interface: OpenAPI 3.1.
package enum OpenAPIDocument {
    /// The document as JSON, for `/openapi.json`.
    ///
    /// It is built when it is asked for, so that starting costs nothing; whoever serves it keeps the bytes until the
    /// models change.
    ///
    /// - Parameters:
    ///   - version: the server's version.
    ///   - models: what is loaded now; the first ``InferenceExample/maximumCount`` of them become examples to try.
    ///   - detectors: the names of those that find boxes on pictures.
    /// - Returns: UTF-8.
    package static func serialized(
        version: String,
        models: [(name: String, signature: Signature)] = [],
        detectors: [String] = []
    ) -> [UInt8] {
        self.value(version: version, models: models, detectors: detectors).serialized()
    }

    /// The document as a value.
    ///
    /// - Parameters:
    ///   - version: the server's version.
    ///   - models: what is loaded now.
    ///   - detectors: the names of those that find boxes on pictures.
    /// - Returns: the document.
    package static func value(
        version: String,
        models: [(name: String, signature: Signature)] = [],
        detectors: [String] = []
    ) -> JSONValue {
        let examples = InferenceExample.examples(for: models)
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "Aviary",
                "version": .string(version),
                "summary": "Serves machine-learning models behind the Open Inference Protocol.",
                "description": .string(self.introduction),
            ],
            "servers": [["url": "/"]],
            "tags": [
                ["name": "inference", "description": "Predictions, Open Inference Protocol V2."],
                ["name": "detection", "description": "Pictures in, pictures with boxes or lists of boxes out."],
                ["name": "models", "description": "What models take and give, and how they do."],
                ["name": "health", "description": "Whether server and models take requests."],
                ["name": "control", "description": "What endpoints are, and new versions brought in step by step."],
                ["name": "monitoring", "description": "What requests were like, and what the monitors say of it."],
                ["name": "alerts", "description": "What monitors have found, and who is told."],
                ["name": "log", "description": "What was asked and answered, kept as each endpoint's manifest says."],
                ["name": "keys", "description": "The keys by which the server tells who asks."],
                ["name": "repository", "description": "Loading and unloading; the extension that Triton defined."],
                ["name": "V1", "description": "The older protocol of KServe and TensorFlow Serving."],
                ["name": "operations", "description": "Metrics and this document."],
            ],
            "paths": .object(
                self.inferencePaths(examples) + self.detectionPaths + self.modelPaths + self.healthPaths
                    + self.controlPaths + self.monitoringPaths + self.alertPaths + self.logPaths + self.keyPaths
                    + self.repositoryPaths
                    + self.v1Paths(examples) + self.operationPaths
            ),
            "components": [
                "schemas": .object(
                    self.commonSchemas + self.inferenceSchemas + self.detectionSchemas + self.modelSchemas
                        + self.statisticsSchemas + self.controlSchemas + self.monitoringSchemas + self.alertSchemas
                        + self.logSchemas + self.keySchemas
                ),
                "parameters": .object(
                    self.parameters + self.controlParameters + self.monitoringParameters + self.alertParameters
                        + self.logParameters + self.keyParameters + self.detectionParameters(detectors)
                ),
                "responses": self.failures,
                "securitySchemes": [
                    "bearer": [
                        "type": "http", "scheme": "bearer",
                        "description": "An API key, or a JSON web token of an issuer.",
                    ],
                    "apiKey": ["type": "apiKey", "in": "header", "name": "X-API-Key", "description": "An API key."],
                ],
            ],
            // The last one for a server that asks nobody.
            "security": [["bearer": []], ["apiKey": []], [:]],
        ]
    }

    private static let introduction = """
        Every reply that is not 200 has the body `{"error": "what was expected and what came"}`, except that of \
        `/predict`, which words them as FastAPI does. A path that is known answers other methods than its own with 405 \
        and `Allow`. Bodies may come with `Content-Encoding: gzip` or `deflate`, and replies follow `Accept-Encoding`. \
        `Content-Type` of requests is looked at by `/predict` alone.

        A server with keys asks for one, as `Authorization: Bearer KEY` or `X-API-Key: KEY`; what has no security here needs \
        none. Without credentials that hold everything else is 401, whether it is there or not. Roles, each with the rights \
        of those before it: predict, review, operate, admin. A key may be for some endpoints alone: lists then hold theirs, \
        what names another one is 403, and what belongs to another one is 404.

        A `traceparent` header (W3C Trace Context) is taken up, and replies carry one of the same trace. An `X-Request-Id` \
        comes back as it was, or is made; both stand in the server's log.
        """

    private static let parameters: [JSONValue.Member] = [
        .init(
            "Model",
            [
                "name": "model", "in": "path", "required": true, "description": "The model's name, percent-encoded.",
                "schema": [
                    "type": "string", "minLength": 1, "maxLength": 128, "pattern": "^[A-Za-z0-9_ -][A-Za-z0-9._ -]*$",
                ],
            ]
        ),
        .init(
            "Version",
            [
                "name": "version", "in": "path", "required": true,
                "description": "The version's number. Without one the highest that is ready answers.",
                "schema": ["type": "string", "pattern": "^[1-9][0-9]*$"],
            ]
        ),
        .init(
            "InferenceHeaderContentLength",
            [
                "name": "Inference-Header-Content-Length", "in": "header", "required": false,
                "description": "With binary tensors: how many bytes of the unpacked body are JSON.",
                "schema": ["type": "integer", "minimum": 0],
            ]
        ),
        .init(
            "Traceparent",
            [
                "name": "traceparent", "in": "header", "required": false,
                "description": "The caller's place in a distributed trace.",
                "schema": Schema.string,
            ]
        ),
    ]

    private static var failures: JSONValue {
        .object(
            APIOperation.Failure.allCases.map { failure in
                var members: [JSONValue.Member] = [
                    .init("description", .string(failure.summary)),
                    .init("content", APIOperation.json(Schema.reference("Error"))),
                ]
                switch failure {
                case .unauthenticated:
                    members.append(
                        .init(
                            "headers",
                            ["WWW-Authenticate": ["description": "How to show credentials.", "schema": Schema.string]]
                        )
                    )
                case .exhausted, .unavailable:
                    members.append(
                        .init("headers", ["Retry-After": ["description": "Seconds to wait.", "schema": Schema.count]])
                    )
                case .methodNotAllowed:
                    members.append(
                        .init("headers", ["Allow": ["description": "The methods.", "schema": Schema.string]])
                    )
                default: break
                }
                return .init(failure.component, .object(members))
            }
        )
    }
}
