internal import AviaryCore

extension OpenAPIDocument {
    /// The infer route, with and without a version.
    static func inferencePaths(_ examples: [InferenceExample]) -> [JSONValue.Member] {
        let summary = "Ask a model for a prediction"
        let plain = APIOperation("infer", "inference", summary, self.inferText).taking("Model")
        let pinned = APIOperation("inferVersion", "inference", summary + " of one version", self.inferText)
            .taking("Model", "Version")
        return [
            .init("/v2/models/{model}/infer", ["post": self.infer(plain, examples).json]),
            .init("/v2/models/{model}/versions/{version}/infer", ["post": self.infer(pinned, examples).json]),
        ]
    }

    private static func infer(_ operation: APIOperation, _ examples: [InferenceExample]) -> APIOperation {
        var json: [JSONValue.Member] = [.init("schema", Schema.reference("InferRequest"))]
        if !examples.isEmpty {
            json.append(
                .init(
                    "examples",
                    .object(
                        examples.map { example in
                            let summary = "Model \(example.model)"
                            return .init(example.model, ["summary": .string(summary), "value": example.infer])
                        }
                    )
                )
            )
        }
        let binary: JSONValue = ["schema": ["type": "string", "description": .string(self.binaryText)]]
        return
            operation
            .taking("InferenceHeaderContentLength", "Traceparent")
            .body(["application/json": .object(json), "application/octet-stream": binary])
            .answering(
                "The prediction; `application/octet-stream` when an output was asked for in binary.",
                [
                    "application/json": ["schema": Schema.reference("InferResponse"), "example": self.reply],
                    "application/octet-stream": binary,
                ]
            )
            .failing(
                .badRequest,
                .notFound,
                .requestTimeout,
                .tooLarge,
                .unsupportedMedia,
                .exhausted,
                .modelFailed,
                .notOffered,
                .unavailable,
                .deadlineExceeded
            )
    }

    private static let reply: JSONValue = [
        "model_name": "wine", "model_version": "1", "id": "7",
        "parameters": [
            "endpoint": "wine", "version": "1", "role": "stable",
            "prediction_id": "019340b2-7c00-7a51-9d3f-5b2a3c4d5e6f",
        ],
        "outputs": [["name": "label", "datatype": "INT64", "shape": [1], "data": [0]]],
    ]

    private static let inferText = """
        Tensors come as JSON, `data` nested or flat in row-major order, or in binary after the JSON: such an input has \
        `parameters.binary_data_size` instead of `data`, and the header `Inference-Header-Content-Length` says how long \
        the JSON is. FP16 and BF16 have no JSON form. Numbers that do not fit their type are refused, and so are NaN \
        and infinities in JSON.

        Parameters of the request: `timeout` (microseconds that the request may take), `binary_data_output` (all \
        outputs in binary). Parameters of an output: `binary_data`, `classification` (the k best classes as \
        `value:index:label`).

        While a version is rolled out, a tester asks for one with the header `X-Aviary-Version`: `candidate` (at any \
        share), `stable`, or a version's number. Every reply of a version says who answered, in `parameters` and in \
        headers: `X-Aviary-Endpoint`, `X-Aviary-Version`, `X-Aviary-Role` (`stable`, `candidate`, `experiment` or \
        `named`) and `X-Aviary-Prediction-Id`; `parameters.fallback` is true where stable answered for a candidate that \
        failed.
        """

    private static let binaryText = """
        The JSON part, then the tensors one after the other in the order in which the JSON lists them: little-endian, \
        row-major, without gaps. An element of BYTES is its length in 4 bytes and then its bytes.
        """

    /// Requests and replies of the infer route.
    static let inferenceSchemas: [JSONValue.Member] = [
        .init(
            "DataType",
            Schema.described(
                Schema.words(AviaryCore.DataType.allCases.map(\.rawValue)),
                "The type of a tensor's elements; BYTES are strings."
            )
        ),
        .init(
            "Shape",
            Schema.described(Schema.array(of: Schema.count), "The lengths of the dimensions, outermost first.")
        ),
        .init(
            "TensorData",
            [
                "type": "array", "description": "The elements, nested or flat, in row-major order.",
                "items": ["type": ["number", "string", "boolean", "array"]],
            ]
        ),
        .init(
            "Parameters",
            [
                "type": "object", "description": "Named values; unknown names are ignored.",
                "additionalProperties": ["type": ["string", "number", "boolean"]],
            ]
        ),
        .init(
            "InferRequest",
            Schema.object(
                "What a client asks of a model.",
                required: ["inputs"],
                [
                    "id": Schema.described(Schema.string, "The client's name for the request; the reply has it too."),
                    "parameters": Schema.reference("Parameters"),
                    "inputs": Schema.array(of: Schema.reference("RequestInput")),
                    "outputs": Schema.described(
                        Schema.array(of: Schema.reference("RequestOutput")),
                        "The outputs that are wanted; all of them if absent or empty."
                    ),
                ]
            )
        ),
        .init(
            "RequestInput",
            Schema.object(
                "A tensor: with `data`, or with `parameters.binary_data_size` and its bytes after the JSON.",
                required: ["name", "datatype", "shape"],
                [
                    "name": Schema.string, "datatype": Schema.reference("DataType"),
                    "shape": Schema.reference("Shape"), "parameters": Schema.reference("Parameters"),
                    "data": Schema.reference("TensorData"),
                ]
            )
        ),
        .init(
            "RequestOutput",
            Schema.object(
                "An output that is wanted.",
                required: ["name"],
                ["name": Schema.string, "parameters": Schema.reference("Parameters")]
            )
        ),
        .init(
            "InferResponse",
            Schema.object(
                "What the model answered.",
                required: ["model_name", "model_version", "outputs"],
                [
                    "model_name": Schema.string, "model_version": Schema.string, "id": Schema.string,
                    "parameters": Schema.reference("Parameters"),
                    "outputs": Schema.array(of: Schema.reference("ResponseOutput")),
                ]
            )
        ),
        .init(
            "ResponseOutput",
            Schema.object(
                "A tensor; `data` is flat, and absent when the tensor follows the JSON in binary.",
                required: ["name", "datatype", "shape"],
                [
                    "name": Schema.string, "datatype": Schema.reference("DataType"),
                    "shape": Schema.reference("Shape"), "parameters": Schema.reference("Parameters"),
                    "data": Schema.reference("TensorData"),
                ]
            )
        ),
    ]
}
